package content

import (
	"strings"
	"testing"
)

// typical is a post as benchsite writes it: eleven keys, a body of 8 KB.
var typical = []byte(`---
title: "배포 자동화를 시작하는 방법"
date: 2026-03-01T09:00:00+09:00
lastmod: 2026-03-02
slug: deploy-automation
ops: [devops, secops]
tags: [자동화, "CI/CD", 관측성]
series: deploy
weight: 3
authors:
  - editors
description: 작은 팀이 배포를 자동으로 바꾸는 순서.
draft: false
---

` + strings.Repeat("A body of some length, 그리고 한글도 조금.\n", 160))

func BenchmarkParse(b *testing.B) {
	o := options()
	b.ReportAllocs()
	b.SetBytes(int64(len(typical)))
	for b.Loop() {
		if _, ds := Parse("posts/a.md", typical, o); len(ds) > 0 {
			b.Fatal(ds)
		}
	}
}
