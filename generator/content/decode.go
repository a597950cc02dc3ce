package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"opspress/generator/diag"
)

// A decoder turns the values of one file into the fields of a post or a term.
type decoder struct {
	path  string
	text  []byte
	o     Options
	name  string // of the key being decoded, as Where has it
	label string // the same as the writer spells it
	where Places
	diags []diag.Diagnostic
}

func (d *decoder) report(rule string, s diag.Severity, pos Pos, message, hint string) {
	d.diags = append(d.diags, place(diag.Diagnostic{Rule: rule, Severity: s, Message: message, Hint: hint}, d.path, d.text, pos))
}

// wrong reports a value of the wrong kind. member is what follows the key's
// name, such as ".image".
func (d *decoder) wrong(member, want string, v value) {
	d.report(RuleType, diag.Error, v.pos, fmt.Sprintf("%s%s: want %s, found %s", d.label, member, want, v.found()), "")
}

// found tells what v is: lists and maps by kind, anything else as written.
func (v value) found() string {
	switch {
	case !v.scalar() || v.kind == nullKind:
		return v.kind.String()
	case v.kind != textKind:
		return v.text
	case utf8.RuneCountInString(v.text) > 40:
		return strconv.Quote(string([]rune(v.text)[:40]) + "…")
	}
	return strconv.Quote(v.text)
}

// said tells whether the writer gave a value: `title:` and `title: ""` do not.
func said(v value) bool {
	return v.kind != nullKind && (v.kind != textKind || strings.TrimSpace(v.text) != "")
}

// found notes where the value of the current key stands, and says whether it
// is still to be decoded: a key's own name, which comes first, wins over its
// other spellings.
func (d *decoder) found(v value) bool {
	if d.where.has(d.name) || !said(v) {
		return false
	}
	d.where.set(d.name, v.pos)
	return true
}

func (v value) scalar() bool { return v.kind != listKind && v.kind != mapKind }

// string takes a scalar as text: a number or date as it is written.
func (d *decoder) string(into *string, v value) {
	if d.found(v) {
		d.scalar("", into, v)
	}
}

func (d *decoder) scalar(member string, into *string, v value) (ok bool) {
	if !v.scalar() {
		d.wrong(member, "a string", v)
		return false
	}
	*into = strings.TrimSpace(v.text)
	return true
}

// list takes a list, or a string split at commas. Unlike other keys a list
// gathers what its other spellings hold, each member once.
func (d *decoder) list(into *[]string, v value) {
	if !said(v) {
		return
	}
	if !d.where.has(d.name) {
		d.where.set(d.name, v.pos)
	}
	switch v.kind {
	case mapKind:
		d.wrong("", "a list or a string", v)
	case listKind:
		for _, it := range v.items {
			if !it.scalar() {
				d.wrong("", "strings in the list", it)
			} else if said(it) {
				d.member(into, strings.TrimSpace(it.text), it.pos)
			}
		}
	default:
		d.split(into, v)
	}
}

// people is list for authors, whom other tools also know as maps: of each map
// the name is taken.
func (d *decoder) people(into *[]string, v value) {
	if v.kind == listKind {
		v.items = slices.Clone(v.items)
		for i := range v.items {
			v.items[i] = named(v.items[i])
		}
	}
	d.list(into, named(v))
}

func named(v value) value {
	if v.kind == mapKind {
		for _, m := range v.keys {
			if strings.EqualFold(m.name, "name") {
				return m.value
			}
		}
	}
	return v
}

// split takes the parts of a string between commas, each at its place.
func (d *decoder) split(into *[]string, v value) {
	oneLine := v.inset >= 0 && !strings.Contains(v.text, "\n")
	before := 0
	for part := range strings.SplitSeq(v.text, ",") {
		pos := v.pos
		if oneLine {
			indent := len(part) - len(strings.TrimLeft(part, " \t"))
			pos.Column += v.inset + utf8.RuneCountInString(v.text[:before]) + indent
		}
		before += len(part) + 1
		if part = strings.TrimSpace(part); part != "" {
			d.member(into, part, pos)
		}
	}
}

func (d *decoder) member(into *[]string, s string, pos Pos) {
	if slices.Contains(*into, s) {
		return
	}
	d.where.add(d.name, len(*into), pos)
	*into = append(*into, s)
}

// bool takes true and false, also quoted, and YAML 1.1's yes, no, on and off.
func (d *decoder) bool(into *bool, v value) (ok bool) {
	if !d.found(v) {
		return false
	}
	if v.kind == boolKind || v.kind == textKind {
		switch strings.ToLower(strings.TrimSpace(v.text)) {
		case "true", "yes", "on":
			*into = true
			return true
		case "false", "no", "off":
			*into = false
			return true
		}
	}
	d.wrong("", "true or false", v)
	return false
}

// int takes a whole number, also quoted.
func (d *decoder) int(into *int, v value) {
	if !d.found(v) {
		return
	}
	if v.kind == numberKind || v.kind == textKind {
		if n, err := strconv.Atoi(strings.TrimSpace(v.text)); err == nil {
			*into = n
			return
		}
		if n, whole := v.number().(int); whole && v.kind == numberKind {
			*into = n
			return
		}
	}
	d.wrong("", "a whole number", v)
}

// date takes a date. One that cannot be read makes the field zero: an error
// when strict, else a warning.
func (d *decoder) date(into *time.Time, v value) {
	if !d.found(v) {
		return
	}
	if !v.scalar() || v.kind == boolKind {
		d.wrong("", "a date", v)
		return
	}
	var err error
	if *into, err = ParseDate(v.text, d.o.Zone); err == nil {
		return
	}
	severity := diag.Warning
	if d.o.Strict {
		severity = diag.Error
	}
	d.report(RuleDate, severity, v.pos, d.label+": "+err.Error(), "")
}

// image takes a string, or a map of image and alt; other members are unknown.
func (d *decoder) image(into *Image, v value) (unknown []member) {
	if !d.found(v) {
		return nil
	}
	if v.scalar() {
		into.Image = strings.TrimSpace(v.text)
		return nil
	}
	if v.kind == listKind {
		d.wrong("", "a string, or a map of image and alt", v)
		return nil
	}
	for _, m := range v.keys {
		var to *string
		switch strings.ToLower(m.name) {
		case "image":
			to = &into.Image
		case "alt":
			to = &into.Alt
		default:
			unknown = append(unknown, m)
			continue
		}
		if said(m.value) {
			at := "." + strings.ToLower(m.name)
			d.where.set(d.name+at, m.value.pos)
			d.scalar(at, to, m.value)
		}
	}
	return unknown
}

// words takes a string for every language, or a map of strings by language.
func (d *decoder) words(into *map[string]string, v value) {
	if !d.found(v) {
		return
	}
	if v.kind == listKind {
		d.wrong("", "a string, or a map of strings by language", v)
		return
	}
	*into = map[string]string{}
	if v.scalar() {
		(*into)[""] = strings.TrimSpace(v.text)
		return
	}
	for _, m := range v.keys {
		if said(m.value) {
			var s string
			d.where.set(d.name+"."+m.name, m.value.pos)
			if d.scalar("."+m.name, &s, m.value) {
				(*into)[m.name] = s
			}
		}
	}
}

// anything takes a map as it is.
func (d *decoder) anything(into *map[string]any, v value) {
	if !d.found(v) {
		return
	}
	if v.kind != mapKind {
		d.wrong("", "a map", v)
		return
	}
	if *into == nil {
		*into = make(map[string]any, len(v.keys))
	}
	for _, m := range v.keys {
		(*into)[m.name] = m.value.any()
	}
}

// color takes "#rgb" or "#rrggbb": nothing else may reach a style sheet.
func (d *decoder) color(into *string, v value) {
	var s string
	d.string(&s, v)
	digits, hash := strings.CutPrefix(s, "#")
	if s == "" {
		return
	}
	if !hash || len(digits) != 3 && len(digits) != 6 || strings.Trim(strings.ToLower(digits), "0123456789abcdef") != "" {
		d.report(RuleType, diag.Error, v.pos, fmt.Sprintf("%s: want a color such as #1a7f64, found %q", d.label, s), "")
		return
	}
	*into = s
}
