package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
)

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

// anyOf gives a value as an argument of type any; what is not there is nil.
func anyOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// stringOf gives a value as an argument of type string.
func stringOf(v reflect.Value) string {
	v = concrete(v)
	if v.Kind() != reflect.String || v.Type() != stringType {
		giveUp()
	}
	return v.String()
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
func unwrap(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		return v.Elem()
	}
	return v
}

// truth tells whether {{if}} takes a value for true: see "true" in the
// documentation of text/template.
func truth(v reflect.Value) bool {
	switch v = concrete(v); v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Bool:
		return v.Bool()
	case reflect.Struct:
		return true
	case reflect.Float32, reflect.Float64:
		return v.Float() != 0
	case reflect.Complex64, reflect.Complex128:
		return v.Complex() != 0
	default:
		return !v.IsZero()
	}
}

// A kind of text is what the escapers of html/template ask of a value's type.
type textKind uint8

const (
	plain  textKind = iota
	markup          // template.HTML
	href            // template.URL
)

// textOf gives the text that stands for a value in the output, before it is
// escaped.
func textOf(v reflect.Value) (string, textKind) {
	switch v.Kind() {
	case reflect.Invalid:
		return "", plain
	case reflect.String:
		switch v.Type() {
		case stringType:
			return v.String(), plain
		case htmlType:
			return v.String(), markup
		}
	case reflect.Int:
		if v.Type() == intType {
			return strconv.FormatInt(v.Int(), 10), plain
		}
	}
	return textOfAny(v.Interface())
}

// textOfAny does for any value what html/template does: it follows pointers
// to a text or to something with a String or Error method.
func textOfAny(x any) (string, textKind) {
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
