package main

import (
	"fmt"
	"slices"
	"strings"
)

// An opsType is one declared Ops type of the synthetic site.
type opsType struct{ id, ko, en, intro string }

var opsTypes = []opsType{
	{"devops", "데브옵스", "DevOps", "개발과 운영이 하나의 배포 흐름을 함께 돌립니다."},
	{"secops", "섹옵스", "SecOps", "보안과 운영이 함께 탐지하고 대응합니다."},
	{"aiops", "에이아이옵스", "AIOps", "기계 학습을 운영 데이터에 적용해 소음을 줄이고 원인을 좁힙니다."},
	{"finops", "핀옵스", "FinOps", "재무와 엔지니어가 변동하는 클라우드 비용을 함께 책임집니다."},
	{"modelops", "모델옵스", "ModelOps", "모든 의사결정 모델의 수명 주기와 거버넌스를 다룹니다."},
	{"devsecops", "데브섹옵스", "DevSecOps", "배포의 모든 단계에 보안 점검을 넣습니다."},
	{"revops", "레브옵스", "RevOps", "마케팅, 영업, 고객 성공이 데이터와 목표를 공유합니다."},
	{"mlops", "엠엘옵스", "MLOps", "모델을 반복 가능하게 만들고 배포하고 다시 학습시킵니다."},
	{"gitops", "깃옵스", "GitOps", "원하는 상태를 Git에 두고 에이전트가 맞춰 갑니다."},
	{"dataops", "데이터옵스", "DataOps", "데이터 파이프라인과 품질에 데브옵스의 습관을 적용합니다."},
	{"cloudops", "클라우드옵스", "CloudOps", "클라우드 위의 워크로드를 준비하고 늘리고 지킵니다."},
	{"platformops", "플랫폼옵스", "PlatformOps", "내부 개발자 플랫폼을 제품처럼 만들고 운영합니다."},
}

// source is the term file of t, the weight-th type.
func (t opsType) source(weight int) string {
	return fmt.Sprintf("---\nname: {ko: %s, en: %s}\nweight: %d\n---\n\n%s\n", t.ko, t.en, weight, t.intro)
}

var (
	tagTools = []string{
		"kubernetes", "terraform", "prometheus", "postgresql", "kafka", "redis", "grafana", "nginx", "argo-cd", "vault",
		"opentelemetry", "elasticsearch", "airflow", "istio", "ansible", "github-actions", "aws", "dns", "linux", "mlflow",
	}
	tagTopics = []string{"운영", "장애", "비용", "보안", "성능", "배포", "모니터링", "이전", "자동화", "용량"}
)

// tags is how many there are in all: every tool with every topic.
var tags = len(tagTools) * len(tagTopics)

// tag returns the tag of a rank.
func tag(rank int) string {
	return tagTools[rank%len(tagTools)] + "-" + tagTopics[rank/len(tagTools)]
}

var authors = []string{"편집부", "플랫폼팀", "보안팀", "데이터팀", "재무운영팀", "온콜"}

// A series runs over seriesParts posts; every seriesEvery-th post is in one.
const (
	seriesEvery = 10
	seriesParts = 8
)

// seriesOf returns the series of post i and its part, or "".
func seriesOf(i int) (name string, part int) {
	if i%seriesEvery != 3 {
		return "", 0
	}
	k := i / seriesEvery
	s := k / seriesParts
	return fmt.Sprintf("%s 운영 일지 %d", tagTools[s%len(tagTools)], s+1), k%seriesParts + 1
}

// frontMatter is what stands above the body of post i.
func frontMatter(i int, title, description string, d *dice) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\ndate: %s\n", title, dateOf(i).Format("2006-01-02T15:04:05-07:00"))
	fmt.Fprintf(&b, "ops: [%s]\n", strings.Join(d.some(typeIDs(), d.between(1, 2)), ", "))
	var ts []string
	for range d.between(2, 5) {
		if t := tag(d.zipf(tags)); !slices.Contains(ts, t) {
			ts = append(ts, t)
		}
	}
	fmt.Fprintf(&b, "tags: [%s]\n", strings.Join(ts, ", "))
	if s, part := seriesOf(i); s != "" {
		fmt.Fprintf(&b, "series: [%s]\nweight: %d\n", s, part)
	}
	fmt.Fprintf(&b, "authors: [%s]\ndescription: %q\n---\n\n", d.one(authors), description)
	return b.String()
}

func typeIDs() []string {
	ids := make([]string, len(opsTypes))
	for i, t := range opsTypes {
		ids[i] = t.id
	}
	return ids
}
