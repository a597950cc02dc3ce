package content

import (
	"fmt"
	"strings"
	"time"
)

// ParseDate reads a date in the shapes that real blogs hold: "2026-03-01",
// "2024-4-09", "2024/04/09", with a time after "T" or a space, hours of one or
// two digits, seconds and fractions or none, and "Z", "UTC", "+09", "+0900" or
// "+09:00", after a space or not. Without a zone it is in zone, without a time
// it is midnight there. The result is always in zone (nil is UTC), so that
// equal dates are equal values on every machine. An error says what is wrong
// with s.
func ParseDate(s string, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	p := &dateParser{rest: strings.TrimSpace(s)}
	y, mo, d, ok := p.day()
	if !ok {
		return time.Time{}, fmt.Errorf("%q is no date; write it as 2026-03-01 or 2026-03-01T09:30:00+09:00", s)
	}
	var h, mi, sec, nsec int
	in := zone
	if p.rest != "" {
		if h, mi, sec, nsec, ok = p.clock(); ok {
			in, ok = p.zone(zone)
		}
		if !ok || p.rest != "" {
			return time.Time{}, fmt.Errorf("the time in %q cannot be read; write it as 2026-03-01T09:30:00+09:00", s)
		}
	}
	if err := possible(y, mo, d, h, mi, sec); err != nil {
		return time.Time{}, fmt.Errorf("%q is no date: %w", s, err)
	}
	if in == nil {
		return time.Time{}, fmt.Errorf("%q is no date: no zone is that far from UTC", s)
	}
	t := time.Date(y, time.Month(mo), d, h, mi, sec, nsec, in).In(zone)
	if y := t.Year(); y < 1 || y > 9999 {
		return time.Time{}, fmt.Errorf("%q is no date: years go from 1 to 9999", s)
	}
	return t, nil
}

// possible says why numbers are no day or time, or nil.
func possible(y, mo, d, h, mi, s int) error {
	switch {
	case y < 1:
		return fmt.Errorf("years go from 1 to 9999")
	case mo < 1 || mo > 12:
		return fmt.Errorf("there is no month %d", mo)
	}
	// The day before the first of the next month is the month's last.
	if last := time.Date(y, time.Month(mo)+1, 0, 0, 0, 0, 0, time.UTC).Day(); d < 1 || d > last {
		return fmt.Errorf("%s %d has %d days", time.Month(mo), y, last)
	}
	switch {
	case h > 23:
		return fmt.Errorf("there is no hour %d", h)
	case mi > 59:
		return fmt.Errorf("there is no minute %d", mi)
	case s > 59:
		return fmt.Errorf("there is no second %d", s)
	}
	return nil
}

// A dateParser reads a date from the left.
type dateParser struct{ rest string }

// digits takes a number of min to max digits.
func (p *dateParser) digits(min, max int) (n int, ok bool) {
	i := 0
	for i < len(p.rest) && i < max && '0' <= p.rest[i] && p.rest[i] <= '9' {
		n = n*10 + int(p.rest[i]-'0')
		i++
	}
	p.rest = p.rest[i:]
	return n, i >= min
}

// one takes a character of set.
func (p *dateParser) one(set string) (byte, bool) {
	if p.rest == "" || strings.IndexByte(set, p.rest[0]) < 0 {
		return 0, false
	}
	c := p.rest[0]
	p.rest = p.rest[1:]
	return c, true
}

func (p *dateParser) day() (y, m, d int, ok bool) {
	if y, ok = p.digits(4, 4); !ok {
		return
	}
	sep, ok := p.one("-/.")
	if !ok {
		return
	}
	if m, ok = p.digits(1, 2); !ok {
		return
	}
	if _, ok = p.one(string(sep)); !ok {
		return
	}
	if d, ok = p.digits(1, 2); !ok {
		return
	}
	return y, m, d, p.rest == "" || strings.IndexByte("Tt ", p.rest[0]) >= 0
}

func (p *dateParser) clock() (h, m, s, nsec int, ok bool) {
	if _, ok = p.one("Tt"); !ok {
		p.rest = strings.TrimLeft(p.rest, " ")
	}
	if h, ok = p.digits(1, 2); !ok {
		return
	}
	if _, ok = p.one(":"); !ok {
		return
	}
	if m, ok = p.digits(2, 2); !ok {
		return
	}
	if _, more := p.one(":"); !more {
		return h, m, 0, 0, true
	}
	if s, ok = p.digits(2, 2); !ok {
		return
	}
	if _, more := p.one(".,"); more {
		nsec, ok = p.fraction()
	}
	return h, m, s, nsec, ok
}

// fraction takes the digits of a fraction; those beyond nanoseconds are let go.
func (p *dateParser) fraction() (nsec int, ok bool) {
	unit := 100_000_000
	for p.rest != "" && '0' <= p.rest[0] && p.rest[0] <= '9' {
		nsec += unit * int(p.rest[0]-'0')
		unit /= 10
		p.rest, ok = p.rest[1:], true
	}
	return nsec, ok
}

// zone takes what follows the time. A nil zone is one that cannot be.
func (p *dateParser) zone(site *time.Location) (*time.Location, bool) {
	p.rest = strings.TrimLeft(p.rest, " ")
	switch strings.ToUpper(p.rest) {
	case "":
		return site, true
	case "Z", "UTC", "GMT":
		p.rest = ""
		return time.UTC, true
	}
	sign, ok := p.one("+-")
	if !ok {
		return nil, false
	}
	h, ok := p.digits(2, 2)
	if !ok {
		return nil, false
	}
	m := 0
	if _, colon := p.one(":"); colon || p.rest != "" && p.rest[0] != ' ' {
		if m, ok = p.digits(2, 2); !ok {
			return nil, false
		}
	}
	p.abbreviation()
	if h > 14 || m > 59 {
		return nil, true
	}
	offset := h*3600 + m*60
	if sign == '-' {
		offset = -offset
	}
	return time.FixedZone("", offset), true
}

// abbreviation lets go of a zone's name after its offset: "+0900 KST".
func (p *dateParser) abbreviation() {
	name := strings.TrimLeft(p.rest, " ")
	if name != p.rest && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		p.rest = ""
	}
}
