package check

import (
	"bytes"
	"net/netip"
	"strings"
)

// hostsIn finds the names or addresses in a text that a pattern means: a name, a
// name with "*." for all below it, or a network such as 10.0.0.0/8.
func hostsIn(text []byte, pattern string) (out [][2]int) {
	if n, err := netip.ParsePrefix(pattern); err == nil {
		return addressesIn(text, n)
	}
	end := strings.ToLower(strings.TrimPrefix(pattern, "*"))
	if end == "" {
		return nil
	}
	lowerText := bytes.ToLower(text)
	if len(lowerText) != len(text) {
		lowerText = text // a letter whose small form has another length
	}
	for i := 0; ; {
		j := bytes.Index(lowerText[i:], []byte(end))
		if j < 0 {
			return out
		}
		from, to := i+j, i+j+len(end)
		i = to
		if to < len(text) && (isHostByte(text[to]) && text[to] != '.' || text[to] == '.' && to+1 < len(text) && isWord(text[to+1])) {
			continue
		}
		begin := from
		for begin > 0 && isHostByte(text[begin-1]) {
			begin--
		}
		if strings.HasPrefix(pattern, "*") == (begin < from) {
			out = append(out, [2]int{begin, to})
		}
	}
}

func isHostByte(c byte) bool { return isWord(c) || c == '-' || c == '.' }

// addressesIn finds the IPv4 addresses of a network.
func addressesIn(text []byte, n netip.Prefix) (out [][2]int) {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' || i > 0 && (isHostByte(text[i-1]) || text[i-1] == '/') && !bytes.HasSuffix(text[:i], []byte("//")) {
			continue
		}
		j := i
		for j < len(text) && (text[j] == '.' || '0' <= text[j] && text[j] <= '9') {
			j++
		}
		word := strings.TrimRight(string(text[i:j]), ".")
		if a, err := netip.ParseAddr(word); err == nil && n.Contains(a) && !isNetwork(text[i+len(word):]) {
			out = append(out, [2]int{i, i + len(word)})
		}
		i = j
	}
	return out
}

// isNetwork says that the length of a prefix stands behind an address: the text is
// about the network, not about a machine.
func isNetwork(after []byte) bool {
	return len(after) > 1 && after[0] == '/' && '0' <= after[1] && after[1] <= '9'
}
