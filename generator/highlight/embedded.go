package highlight

import "github.com/alecthomas/chroma/v2"

// embedded is a guest language in a host, such as templates in HTML. The guest
// lexes all and calls Other what it does not know; the host lexes all of that
// as one text; then the two are put together again.
type embedded struct{ host, guest lexer }

// An insertion is a run of the guest's tokens and where it stands in the text.
type insertion struct {
	start, end int
	tokens     []chroma.Token
}

func (d *embedded) lex(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	others, insertions := split(coalesce(d.guest.lex(r, nil, text, o)))
	if r.lost != nil {
		return ts
	}
	if len(insertions) == 0 {
		return d.host.lex(r, ts, text, o)
	}
	return merge(ts, coalesce(d.host.lex(r, nil, others, o)), insertions)
}

// coalesce joins neighbours of one type, up to a size, and drops empty tokens.
func coalesce(ts []chroma.Token) []chroma.Token {
	const most = 8192 // bytes of a token that still grows
	out := ts[:0]
	for _, t := range ts {
		if t.Value == "" {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Type == t.Type && len(out[n-1].Value) < most {
			out[n-1].Value += t.Value
			continue
		}
		out = append(out, t)
	}
	return out
}

// split gives the text that is the host's, and the guest's tokens. An
// insertion's end is set when a token of the host's follows; the last one may
// have none, which matters to nobody, for it is the last.
func split(ts []chroma.Token) (string, []*insertion) {
	var others []byte
	var out []*insertion
	offset, inside := 0, false
	for _, t := range ts {
		if t.Type == chroma.Other {
			if inside {
				out[len(out)-1].end = offset
			}
			inside = false
			others = append(others, t.Value...)
		} else {
			if !inside {
				out = append(out, &insertion{start: offset})
			}
			inside = true
			last := out[len(out)-1]
			last.tokens = append(last.tokens, t)
		}
		offset += len(t.Value)
	}
	return string(others), out
}

// merge puts insertions where they were and cuts the host's tokens there.
func merge(ts, host []chroma.Token, insertions []*insertion) []chroma.Token {
	offset := 0
	for len(host) > 0 || len(insertions) > 0 {
		if len(insertions) == 0 || len(host) > 0 && insertions[0].start >= offset+len(host[0].Value) {
			ts = append(ts, host[0])
			offset += len(host[0].Value)
			host = host[1:]
			continue
		}
		i := insertions[0]
		insertions = insertions[1:]
		if n := i.start - offset; len(host) > 0 && n > 0 {
			ts = append(ts, chroma.Token{Type: host[0].Type, Value: host[0].Value[:n]})
			host[0].Value = host[0].Value[n:]
			offset += n
		}
		ts = append(ts, i.tokens...)
		offset += i.end - i.start
	}
	return ts
}
