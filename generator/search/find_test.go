package search

import (
	"slices"
	"strings"
	"testing"
)

func TestQueries(t *testing.T) {
	docs := []Document{
		{Title: "비용을 줄인 기록", Types: []string{"finops"}, Tags: []string{"비용", "Cost"}, Text: "클라우드 비용을 절감했다. 태그가 없는 자원은 껐다."},
		{Title: "FinOps, from scratch", Types: []string{"finops"}, Text: "Kubernetes and Node.js cost money. C++ does not."},
		{Title: "데브옵스 시작하기", Types: []string{"devops"}, Headings: []string{"배포 자동화"}, Text: "배포 자동화 배포 순서를 정한다. kubectl rollout undo"},
		{Title: "운영 노트", Text: "핀옵스와 데브 옵스를 함께 본다. 함수의 비동기 호출. 이 글은 3개월 동안 썼다."},
		{Title: "DevSecOps gates", Types: []string{"secops"}, Text: "Edit operations in CI/CD. 서버에서 네트워크를 본다."},
	}
	l := newLibrary(t, docs, opsTypes)
	for _, c := range []struct {
		q, typ string
		want   string // titles in any order, parted by |
	}{
		{"비용", "", "비용을 줄인 기록"},
		{"비용", "finops", "비용을 줄인 기록"},
		{"비용", "devops", ""},
		{"Cost", "", "비용을 줄인 기록|FinOps, from scratch"},
		{"핀옵스", "", "비용을 줄인 기록|FinOps, from scratch|운영 노트"},
		{"finops", "", "비용을 줄인 기록|FinOps, from scratch|운영 노트"},
		{"Fin Ops를", "", "비용을 줄인 기록|FinOps, from scratch|운영 노트"},
		{"클라우드 재무 관리", "", "비용을 줄인 기록|FinOps, from scratch|운영 노트"},
		{"데브옵스", "", "데브옵스 시작하기|운영 노트"},
		{"dev-ops", "", "데브옵스 시작하기|운영 노트"},
		{"secops", "", "DevSecOps gates"},
		{"IT운영", "", ""}, // "Edit operations" does not name it
		{"비동기", "", "운영 노트"},
		{"동기", "", "운영 노트"},
		{"함수는", "", "운영 노트"},
		{"서버에서는", "", "DevSecOps gates"},
		{"클라우드비용", "", "비용을 줄인 기록"},
		{"배포순서", "", "데브옵스 시작하기"},
		{"자동화 배포", "", "데브옵스 시작하기"},
		{"배포 비용", "", ""},
		{"네트워ㅋ", "", "DevSecOps gates"},
		{"네투", "", ""},
		{"네트우", "", ""},
		{"네트워", "", "DevSecOps gates"},
		{"클라욷", "", "비용을 줄인 기록"}, // on the way to 클라우드
		{"자도", "", "데브옵스 시작하기"},
		{"자됴", "", ""},
		{"자도ㅇ", "", ""},
		{"배포 자도", "", "데브옵스 시작하기"}, // half of 자동
		{"ㄷㅂㅇㅅ", "", "데브옵스 시작하기"},
		{"ㅂㅇㅅ", "", "데브옵스 시작하기"},
		{"ㅂㅇㅇ", "", "비용을 줄인 기록"},
		{"ㅍㅇㅅ", "", "비용을 줄인 기록|FinOps, from scratch|운영 노트"}, // of the name of a type
		{"핀옵", "", "운영 노트"},
		{"devse", "", "DevSecOps gates"},
		{"node.js", "", "FinOps, from scratch"},
		{"c++", "", "FinOps, from scratch"},
		{"c#", "", ""},
		{"ci/cd", "", "DevSecOps gates"},
		{"kube", "", "FinOps, from scratch|데브옵스 시작하기"},
		{"ROLLOUT", "", "데브옵스 시작하기"},
		{"3개월", "", "운영 노트"},
		{"이", "", "운영 노트"},
		{"", "", ""},
		{" ,.!", "", ""},
		{"ㅋ", "", ""},
		{"(.*", "", ""},
		{strings.Repeat("가나", 5000), "", ""},
		{"\u1107\u1175\u110b\u116d\u11bc", "", "비용을 줄인 기록"}, // as macOS writes 비용
	} {
		got := l.find(t, c.q, c.typ)
		slices.Sort(got)
		want := strings.Split(c.want, "|")
		if c.want == "" {
			want = nil
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%.40q %s finds %q, want %q", c.q, c.typ, got, want)
		}
	}
}

func TestRanking(t *testing.T) {
	for name, c := range map[string]struct {
		docs []Document
		q    string
	}{ // the documents stand in the order in which they are to be found
		"title, heading, tag, body": {[]Document{
			{Title: "배포 이야기"},
			{Title: "b", Headings: []string{"배포 순서"}, Text: "배포 순서"},
			{Title: "c", Tags: []string{"배포"}},
			{Title: "d", Text: "배포 배포 배포 배포"},
			{Title: "e", Text: "배포"},
		}, "배포"},
		"a rare word counts more": {[]Document{
			{Title: "a", Text: "배포 배포 배포 카나리"}, {Title: "b", Text: "카나리 배포"}, {Title: "c", Text: "카나리 분석 뒤의 배포"},
		}, "카나리 배포"},
		"a phrase before its words":       {[]Document{{Title: "비용 절감 기록"}, {Title: "절감한 뒤의 비용"}}, "비용 절감"},
		"a word before a part of one":     {[]Document{{Title: "CI in a day"}, {Title: "Decision records"}}, "ci"},
		"a newer one before an older one": {[]Document{{Title: "새 배포"}, {Title: "옛 배포"}}, "배포"},
	} {
		docs := slices.Clone(c.docs)
		slices.Reverse(docs) // in order of publication: the last is the newest
		if name != "a newer one before an older one" {
			slices.Reverse(docs) // so that nothing but the words puts the best first
		}
		got := newLibrary(t, docs, nil).find(t, c.q, "")
		var want []string
		for _, d := range c.docs {
			want = append(want, d.Title)
		}
		if name == "a rare word counts more" {
			got, want = got[:1], []string{"b"}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
