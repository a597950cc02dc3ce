package content

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-03-01", "2026-03-01T00:00:00+09:00"},
		{"2024-4-09", "2024-04-09T00:00:00+09:00"},
		{"2024/04/09", "2024-04-09T00:00:00+09:00"},
		{"2024.4.9", "2024-04-09T00:00:00+09:00"},
		{" 2026-03-01 ", "2026-03-01T00:00:00+09:00"},
		{"2026-03-01T09:30", "2026-03-01T09:30:00+09:00"},
		{"2026-03-01t09:30", "2026-03-01T09:30:00+09:00"},
		{"2026-03-01 9:30", "2026-03-01T09:30:00+09:00"},
		{"2026-03-01  09:30:15", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01 09:30:15.25", "2026-03-01T09:30:15.25+09:00"},
		{"2026-03-01 09:30:15,25", "2026-03-01T09:30:15.25+09:00"},
		{"2026-03-01T09:30:15.1234567891", "2026-03-01T09:30:15.123456789+09:00"},
		{"2026-03-01T00:30:15Z", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01T00:30:15z", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01 00:30:15 UTC", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01 09:30 +0900", "2026-03-01T09:30:00+09:00"},
		{"2026-03-01T09:30+0900", "2026-03-01T09:30:00+09:00"},
		{"2026-03-01T09:30:15+09:00", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01T09:30:15+09", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01 09:30:15 +0900 KST", "2026-03-01T09:30:15+09:00"},
		{"2026-03-01 00:30:15 -0530", "2026-03-01T15:00:15+09:00"},
		{"2026-03-01 0:05", "2026-03-01T00:05:00+09:00"},
		{"2024-02-29", "2024-02-29T00:00:00+09:00"},
		{"0001-01-02", "0001-01-02T00:00:00+09:00"},
		{"9999-12-31T23:59:59", "9999-12-31T23:59:59+09:00"},
	} {
		got, err := ParseDate(c.in, seoul)
		if err != nil || got.Format(time.RFC3339Nano) != c.want {
			t.Errorf("%q: got %v, %v; want %s", c.in, got, err, c.want)
		}
	}
}

func TestParseDateSaysWhatIsWrong(t *testing.T) {
	const shape = "; write it as 2026-03-01 or 2026-03-01T09:30:00+09:00"
	const clock = " cannot be read; write it as 2026-03-01T09:30:00+09:00"
	for _, c := range []struct{ in, want string }{
		{"", `"" is no date` + shape},
		{"soon", `"soon" is no date` + shape},
		{"2026-03", `"2026-03" is no date` + shape},
		{"26-03-01", `"26-03-01" is no date` + shape},
		{"20260301", `"20260301" is no date` + shape},
		{"2026-03/01", `"2026-03/01" is no date` + shape},
		{"2026-03-011", `"2026-03-011" is no date` + shape},
		{"12026-03-01", `"12026-03-01" is no date` + shape},
		{"2026-03-01T", `the time in "2026-03-01T"` + clock},
		{"2026-03-01 9", `the time in "2026-03-01 9"` + clock},
		{"2026-03-01 9:3", `the time in "2026-03-01 9:3"` + clock},
		{"2026-03-01 9:30 PM", `the time in "2026-03-01 9:30 PM"` + clock},
		{"2026-03-01 9:30 KST", `the time in "2026-03-01 9:30 KST"` + clock},
		{"2026-03-01 9:30:00.", `the time in "2026-03-01 9:30:00."` + clock},
		{"2026-03-01 9:30 +9", `the time in "2026-03-01 9:30 +9"` + clock},
		{"2026-03-01 9:30 +09:0", `the time in "2026-03-01 9:30 +09:0"` + clock},
		{"2026-03-01 9:30 +09:00 in Seoul", `the time in "2026-03-01 9:30 +09:00 in Seoul"` + clock},
		{"2026-13-01", `"2026-13-01" is no date: there is no month 13`},
		{"2026-00-01", `"2026-00-01" is no date: there is no month 0`},
		{"2026-02-29", `"2026-02-29" is no date: February 2026 has 28 days`},
		{"2026-04-31", `"2026-04-31" is no date: April 2026 has 30 days`},
		{"2026-04-00", `"2026-04-00" is no date: April 2026 has 30 days`},
		{"2026-03-01 24:00", `"2026-03-01 24:00" is no date: there is no hour 24`},
		{"2026-03-01 23:60", `"2026-03-01 23:60" is no date: there is no minute 60`},
		{"2026-03-01 23:59:60", `"2026-03-01 23:59:60" is no date: there is no second 60`},
		{"2026-03-01 23:59 +15:00", `"2026-03-01 23:59 +15:00" is no date: no zone is that far from UTC`},
		{"0000-01-01", `"0000-01-01" is no date: years go from 1 to 9999`},
		{"9999-12-31T23:59:59Z", `"9999-12-31T23:59:59Z" is no date: years go from 1 to 9999`},
	} {
		got, err := ParseDate(c.in, seoul)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: got %v, %v; want %s", c.in, got, err, c.want)
		}
	}
}

// TestDatesAreValues checks that a moment is the same value however written,
// and that what is written by one tool is read back.
func TestDatesAreValues(t *testing.T) {
	zones := []*time.Location{nil, time.UTC, seoul, time.FixedZone("", -3*3600-1800)}
	shapes := []string{
		time.RFC3339Nano, "2006-1-2 15:04:05.999999999 -0700", "2006/01/02T15:04:05.999999999Z0700",
		"2006-01-02 15:04:05.999999999 -0700 UTC",
	}
	rapid.Check(t, func(t *rapid.T) {
		moment := time.Unix(rapid.Int64Range(-6e10, 2.5e11).Draw(t, "s"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns"))
		site := rapid.SampledFrom(zones).Draw(t, "site")
		var first time.Time
		for i, shape := range shapes {
			written := rapid.SampledFrom(zones[1:]).Draw(t, "written")
			got, err := ParseDate(moment.In(written).Format(shape), site)
			if err != nil || !got.Equal(moment) {
				t.Fatalf("%v: got %v, %v", moment.In(written).Format(shape), got, err)
			}
			if i == 0 {
				first = got
			} else if !reflect.DeepEqual(got, first) {
				t.Fatalf("%#v is another value than %#v", got, first)
			}
		}
	})
}

func TestParseDateNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("0123456789-:/. TZ+,UTCkst"))).Draw(t, "s")
		if d, err := ParseDate(s, seoul); err == nil && (d.Year() < 1 || d.Year() > 9999) {
			t.Fatal(s, d)
		}
	})
}

// TestTheMachinesZoneIsNotUsed parses the same posts with another local zone.
func TestTheMachinesZoneIsNotUsed(t *testing.T) {
	sources := []string{
		"---\ndate: 2026-03-01 09:30\nlastmod: 2026-03-01T09:30:00Z\n---\n",
		"+++\ndate = 2026-03-01 09:30:00\nlastmod = 2026-03-01T09:30:00Z\n[params]\nx = 2026-03-01 09:30:00\n+++\n",
	}
	local := time.Local
	defer func() { time.Local = local }()
	for _, src := range sources {
		time.Local = time.UTC
		want, _ := Parse("posts/2026-01-01-a.md", []byte(src), options())
		time.Local = time.FixedZone("far", -11*3600)
		got, _ := Parse("posts/2026-01-01-a.md", []byte(src), options())
		if !reflect.DeepEqual(got, want) || got.Meta.Date.Format(time.RFC3339) != "2026-03-01T09:30:00+09:00" {
			t.Errorf("%q: got %+v, want %+v", src, got, want)
		}
	}
}
