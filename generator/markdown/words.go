package markdown

import "strings"

// words are those that we write into a body ourselves.
type words struct {
	callouts   map[string]string // by kind
	footnotes  string
	footnote   string // before a number
	back       string
	done, todo string
}

// wordsIn gives the words of a language: Korean, else English.
func wordsIn(lang string) words {
	if lang == "ko" || strings.HasPrefix(lang, "ko-") {
		return words{
			callouts:  map[string]string{"note": "참고", "tip": "팁", "important": "중요", "warning": "주의", "caution": "경고"},
			footnotes: "각주", footnote: "각주 ", back: "본문으로 돌아가기",
			done: "완료", todo: "할 일",
		}
	}
	return words{
		callouts:  map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"},
		footnotes: "Footnotes", footnote: "Footnote ", back: "Back to the text",
		done: "Done", todo: "To do",
	}
}
