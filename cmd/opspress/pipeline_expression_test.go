package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// An expression of GitHub Actions, as far as ours need them: names, strings, the
// operators ! == != && || and parentheses.
type expression struct {
	tokens []string
	known  map[string]string
	err    error
}

var expressionToken = regexp.MustCompile(`^\s*('(?:[^']|'')*'|[A-Za-z_][\w.-]*(?:\(\))?|==|!=|&&|\|\||[!()])`)

// evaluate gives the value of an expression as text; "true" and "false" stand
// for those. A name that means nothing is an error: GitHub would give nothing.
func evaluate(expr string, known map[string]string) (string, error) {
	e := expression{known: known}
	for rest := expr; strings.TrimSpace(rest) != ""; {
		m := expressionToken.FindStringSubmatch(rest)
		if m == nil {
			return "", fmt.Errorf("in %q: what is %q?", expr, rest)
		}
		e.tokens, rest = append(e.tokens, m[1]), rest[len(m[0]):]
	}
	v := e.or()
	if e.err == nil && len(e.tokens) > 0 {
		e.err = fmt.Errorf("in %q: %q is left over", expr, e.tokens)
	}
	return v, e.err
}

// expand replaces every ${{ expression }} in a text.
func expand(text string, known map[string]string) (out string, err error) {
	out = regexp.MustCompile(`\$\{\{(.*?)\}\}`).ReplaceAllStringFunc(text, func(s string) string {
		v, e := evaluate(s[3:len(s)-2], known)
		if e != nil {
			err = e
		}
		return v
	})
	return out, err
}

func (e *expression) take(t string) bool {
	if len(e.tokens) == 0 || e.tokens[0] != t {
		return false
	}
	e.tokens = e.tokens[1:]
	return true
}

// truth is what a value counts as.
func truth(v string) bool { return v != "" && v != "false" }

func (e *expression) or() string {
	v := e.and()
	for e.take("||") {
		if w := e.and(); !truth(v) {
			v = w
		}
	}
	return v
}

func (e *expression) and() string {
	v := e.equal()
	for e.take("&&") {
		if w := e.equal(); truth(v) {
			v = w
		}
	}
	return v
}

func (e *expression) equal() string {
	v := e.unary()
	switch {
	case e.take("=="):
		return fmt.Sprint(v == e.unary())
	case e.take("!="):
		return fmt.Sprint(v != e.unary())
	}
	return v
}

func (e *expression) unary() string {
	if e.take("!") {
		return fmt.Sprint(!truth(e.unary()))
	}
	if e.take("(") {
		v := e.or()
		if !e.take(")") {
			e.err = fmt.Errorf("a parenthesis is open before %q", e.tokens)
		}
		return v
	}
	if len(e.tokens) == 0 {
		e.err = fmt.Errorf("an expression ends too early")
		return ""
	}
	t := e.tokens[0]
	e.tokens = e.tokens[1:]
	switch {
	case t[0] == '\'':
		return strings.ReplaceAll(t[1:len(t)-1], "''", "'")
	case t == "cancelled()":
		return "false"
	}
	v, ok := e.known[t]
	// What a step or a job gives may be missing, when it did not run.
	if !ok && !strings.HasPrefix(t, "steps.") && !strings.HasPrefix(t, "needs.") {
		e.err = fmt.Errorf("nobody knows %q", t)
	}
	return v
}

func TestExpressions(t *testing.T) {
	known := map[string]string{"github.ref": "refs/heads/main", "n": "7"}
	for expr, want := range map[string]string{
		"github.ref == 'refs/heads/main'":                      "true",
		"!cancelled() && github.ref != 'x'":                    "true",
		"steps.a.outputs.b == 'true'":                          "false",
		"n == '7' && 'yes' || 'no'":                            "yes",
		"!(n == '7')":                                          "false",
		"n == '8' || (github.ref == 'x' || needs.y.z == 'no')": "false",
	} {
		if got, err := evaluate(expr, known); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", expr, got, err, want)
		}
	}
	for _, bad := range []string{"nobody.knows", "(n", "n n", "n ? 1", "n =="} {
		if _, err := evaluate(bad, known); err == nil {
			t.Errorf("%q has a value", bad)
		}
	}
}
