package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
)

// A value is what an expression gives. Strings that a function makes stay
// strings; to put each into a reflect.Value would cost an allocation.
type value struct {
	ref    reflect.Value
	text   string
	isText bool
}

func textValue(s string) value { return value{text: s, isText: true} }
func valueOf(x any) value      { return value{ref: reflect.ValueOf(x)} }

var (
	stringType       = reflect.TypeFor[string]()
	intType          = reflect.TypeFor[int]()
	htmlType         = reflect.TypeFor[template.HTML]()
	urlType          = reflect.TypeFor[template.URL]()
	anyType          = reflect.TypeFor[any]()
	errorType        = reflect.TypeFor[error]()
	stringerType     = reflect.TypeFor[fmt.Stringer]()
	reflectValueType = reflect.TypeFor[reflect.Value]()
)

// reflect gives the value as package reflect sees it.
func (v value) reflect() reflect.Value {
	if v.isText {
		return reflect.ValueOf(v.text)
	}
	return v.ref
}

// any gives the value as an argument of type any; what is not there is nil.
func (v value) any() any {
	switch {
	case v.isText:
		return v.text
	case !v.ref.IsValid():
		return nil
	}
	return v.ref.Interface()
}

// string gives the value as an argument of type string.
func (v value) string() string {
	if v.isText {
		return v.text
	}
	r := concrete(v.ref)
	if r.Kind() != reflect.String || r.Type() != stringType {
		giveUp()
	}
	return r.String()
}

// concrete gives what an interface holds, and nothing for a nil one.
func concrete(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// unwrap digs one level into an interface without methods, as text/template
// does after each command of a pipeline.
func (v value) unwrap() value {
	if !v.isText && v.ref.Kind() == reflect.Interface && v.ref.NumMethod() == 0 {
		return value{ref: v.ref.Elem()}
	}
	return v
}

// truth tells whether {{if}} takes a value for true: see "true" in the
// documentation of text/template.
func (v value) truth() bool {
	if v.isText {
		return v.text != ""
	}
	switch r := concrete(v.ref); r.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return r.Len() > 0
	case reflect.Bool:
		return r.Bool()
	case reflect.Struct:
		return true
	case reflect.Float32, reflect.Float64:
		return r.Float() != 0
	case reflect.Complex64, reflect.Complex128:
		return r.Complex() != 0
	default:
		return !r.IsZero()
	}
}

// A kind of text is what the escapers of html/template ask of a value's type.
type textKind uint8

const (
	plain  textKind = iota
	markup          // template.HTML
	href            // template.URL
)

// written gives the text that stands for a value in the output, before it is
// escaped.
func (v value) written() (string, textKind) {
	if v.isText {
		return v.text, plain
	}
	switch v.ref.Kind() {
	case reflect.Invalid:
		return "", plain
	case reflect.String:
		switch v.ref.Type() {
		case stringType:
			return v.ref.String(), plain
		case htmlType:
			return v.ref.String(), markup
		}
	case reflect.Int:
		if v.ref.Type() == intType {
			return strconv.FormatInt(v.ref.Int(), 10), plain
		}
	}
	return writtenAny(v.ref.Interface())
}

// writtenAny does for any value what html/template does: it follows pointers
// to a text or to something with a String or Error method.
func writtenAny(x any) (string, textKind) {
	if x == nil {
		return "", plain
	}
	end := reflect.ValueOf(x)
	for end.Kind() == reflect.Pointer && !end.IsNil() {
		end = end.Elem()
	}
	switch end.Type() {
	case htmlType:
		return end.String(), markup
	case urlType:
		return end.String(), href
	}
	switch s := end.Interface().(type) {
	case string:
		return s, plain
	case template.CSS:
		return string(s), plain
	case template.HTMLAttr:
		return string(s), plain
	case template.JS:
		return string(s), plain
	case template.JSStr:
		return string(s), plain
	case template.Srcset:
		return string(s), plain
	}
	return fmt.Sprint(speaking(x)), plain
}

// speaking follows pointers until something has a String or Error method.
func speaking(x any) any {
	if x == nil {
		return nil
	}
	v := reflect.ValueOf(x)
	for v.Kind() == reflect.Pointer && !v.IsNil() && !v.Type().Implements(stringerType) && !v.Type().Implements(errorType) {
		v = v.Elem()
	}
	return v.Interface()
}

// joined gives the texts of several values as one.
func joined(xs ...any) string {
	for i, x := range xs {
		xs[i] = speaking(x)
	}
	return fmt.Sprint(xs...)
}
