package layout

import (
	"fmt"
	"time"
)

// NewDate gives a day as templates show it, in the time zone of t: for people
// in the words of lang, for machines in RFC 3339. The zero time gives no date.
func NewDate(t time.Time, lang string) Date {
	if t.IsZero() {
		return Date{}
	}
	return Date{Time: t, Text: dayText(t, lang), Machine: t.Format(time.RFC3339)}
}

func dayText(t time.Time, lang string) string {
	y, m, d := t.Date()
	switch lang {
	case "ko":
		return fmt.Sprintf("%d년 %d월 %d일", y, m, d)
	case "ja", "zh":
		return fmt.Sprintf("%d年%d月%d日", y, m, d)
	case "en":
		return fmt.Sprintf("%s %d, %d", m, d, y)
	}
	return t.Format(time.DateOnly)
}

// YearText names a year as the title of an archive page: "2026년".
func YearText(year int, lang string) string {
	switch lang {
	case "ko":
		return fmt.Sprintf("%d년", year)
	case "ja", "zh":
		return fmt.Sprintf("%d年", year)
	}
	return fmt.Sprint(year)
}

// MonthText names a month of a year: "2026년 3월", "March 2026".
func MonthText(year int, month time.Month, lang string) string {
	switch lang {
	case "ko":
		return fmt.Sprintf("%d년 %d월", year, month)
	case "ja", "zh":
		return fmt.Sprintf("%d年%d月", year, month)
	case "en":
		return fmt.Sprintf("%s %d", month, year)
	}
	return fmt.Sprintf("%d-%02d", year, month)
}
