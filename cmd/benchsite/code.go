package main

import (
	"fmt"
	"strings"
)

// A language writes one block of code of some 15 to 35 lines. Names and
// numbers are thrown anew for each block.
type language struct {
	name  string
	write func(b *strings.Builder, d *dice)
}

var languages = []language{
	{"yaml", yamlCode}, {"go", goCode}, {"bash", bashCode}, {"json", jsonCode}, {"sql", sqlCode}, {"python", pythonCode},
}

// codeBlocks returns two fenced blocks in two languages.
func codeBlocks(d *dice) [2]string {
	first := d.below(len(languages))
	second := (first + d.between(1, len(languages)-1)) % len(languages)
	return [2]string{codeBlock(languages[first], d), codeBlock(languages[second], d)}
}

func codeBlock(l language, d *dice) string {
	var b strings.Builder
	b.WriteString("```" + l.name + "\n")
	l.write(&b, d)
	b.WriteString("```\n")
	return b.String()
}

var (
	nouns = []string{
		"ledger", "cart", "invoice", "session", "replica", "shard", "token", "quota", "budget", "alert", "probe", "lease", "bucket",
		"gateway", "worker", "tenant", "rollout", "snapshot", "feature", "policy",
	}
	verbs   = []string{"drain", "scale", "rotate", "verify", "restore", "promote", "sample", "retire", "reconcile", "audit", "warm", "evict"}
	regions = []string{"ap-northeast-2", "ap-northeast-1", "us-east-1", "eu-west-1", "eu-central-1"}
)

// ident is a name that hardly any other block has.
func ident(d *dice) string {
	return fmt.Sprintf("%s_%s_%d", d.one(verbs), d.one(nouns), d.below(100000))
}

func slugName(d *dice) string { return strings.ReplaceAll(ident(d), "_", "-") }

func yamlCode(b *strings.Builder, d *dice) {
	name, image := slugName(d), d.one(nouns)
	fmt.Fprintf(b, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %s\n  labels: {app: %s, tier: t%d}\n", name, name, d.between(1, 9))
	fmt.Fprintf(b, "spec:\n  replicas: %d\n  strategy:\n    rollingUpdate: {maxSurge: %d%%, maxUnavailable: 0}\n  template:\n    spec:\n      containers:\n", d.between(2, 40), d.between(5, 50))
	for range d.between(1, 3) {
		fmt.Fprintf(b, "        - name: %s\n          image: registry.example/%s:%d.%d.%d\n          resources:\n            limits: {cpu: %dm, memory: %dMi}\n",
			slugName(d), image, d.below(9), d.below(30), d.below(30), 50*d.between(1, 40), 64*d.between(1, 32))
		fmt.Fprintf(b, "          readinessProbe:\n            httpGet: {path: /healthz, port: %d} # %s\n            periodSeconds: %d\n", d.between(8000, 9000), d.one(verbs), d.between(2, 30))
	}
}

func goCode(b *strings.Builder, d *dice) {
	noun, verb := d.one(nouns), d.one(verbs)
	typ := strings.ToUpper(noun[:1]) + noun[1:]
	fmt.Fprintf(b, "package %s\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"time\"\n)\n\n", noun)
	fmt.Fprintf(b, "// %s%d keeps the state of one %s.\ntype %s%d struct {\n\tID    string\n\tLimit int // at most %d\n}\n\n", typ, d.below(1000), noun, typ, d.below(1000), d.between(10, 9999))
	fmt.Fprintf(b, "func %s(ctx context.Context, ids []string) error {\n\tctx, cancel := context.WithTimeout(ctx, %d*time.Millisecond)\n\tdefer cancel()\n", strings.ReplaceAll(ident(d), "_", ""), d.between(50, 5000))
	fmt.Fprintf(b, "\tfor i, id := range ids {\n\t\tif i >= %d {\n\t\t\treturn fmt.Errorf(\"%s %%q: too many, limit %d\", id)\n\t\t}\n", d.between(8, 512), verb, d.between(8, 512))
	for range d.between(1, 3) {
		fmt.Fprintf(b, "\t\tif err := %s(ctx, id); err != nil {\n\t\t\treturn err\n\t\t}\n", strings.ReplaceAll(ident(d), "_", ""))
	}
	b.WriteString("\t}\n\treturn ctx.Err()\n}\n")
}

func bashCode(b *strings.Builder, d *dice) {
	fmt.Fprintf(b, "#!/usr/bin/env bash\nset -euo pipefail\n\nreadonly REGION=\"%s\"\nreadonly LIMIT=%d\n\n%s() {\n  local target=\"$1\"\n", d.one(regions), d.between(3, 900), ident(d))
	for range d.between(3, 6) {
		fmt.Fprintf(b, "  # %s %s\n  kubectl -n %s get pods -l app=%s -o name | head -n %d\n", d.one(verbs), d.one(nouns), d.one(nouns), slugName(d), d.between(1, 90))
	}
	fmt.Fprintf(b, "  if [[ \"$(wc -l < \"/var/log/%s.log\")\" -gt \"$LIMIT\" ]]; then\n    echo \"$target: over $LIMIT in $REGION\" >&2\n    return %d\n  fi\n}\n\n", slugName(d), d.between(1, 99))
	fmt.Fprintf(b, "for target in %s %s; do\n  echo \"${target}\"\n  sleep %d\ndone\n", slugName(d), slugName(d), d.between(1, 60))
}

func jsonCode(b *strings.Builder, d *dice) {
	fmt.Fprintf(b, "{\n  \"Version\": \"20%d-%02d-17\",\n  \"Id\": \"%s\",\n  \"Statement\": [\n", d.between(12, 25), d.between(1, 12), slugName(d))
	n := d.between(2, 4)
	for i := range n {
		fmt.Fprintf(b, "    {\n      \"Sid\": \"%s\",\n      \"Effect\": \"%s\",\n      \"Action\": [\"s3:GetObject\", \"s3:%s%d\"],\n      \"Resource\": \"arn:aws:s3:::%s/*\",\n      \"MaxAge\": %d\n    }",
			strings.ReplaceAll(ident(d), "_", ""), d.one([]string{"Allow", "Deny"}), d.one(verbs), d.below(99), slugName(d), d.between(60, 86400))
		if i < n-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "  ],\n  \"Enabled\": %t, \"Ratio\": %d.%d\n}\n", d.below(2) == 0, d.below(100), d.below(100))
}

func sqlCode(b *strings.Builder, d *dice) {
	table := ident(d)
	fmt.Fprintf(b, "-- %s, the last %d days\nWITH recent AS (\n  SELECT %s_id, region, started_at,\n", table, d.between(3, 90), d.one(nouns))
	for i := range d.between(2, 5) {
		fmt.Fprintf(b, "         count(*) FILTER (WHERE status >= %d) AS %s_%d,\n", d.between(300, 599), d.one(nouns), i)
	}
	fmt.Fprintf(b, "         percentile_cont(0.%d) WITHIN GROUP (ORDER BY took_ms) AS tail\n    FROM %s\n   WHERE started_at > now() - interval '%d days'\n     AND region = '%s'\n   GROUP BY 1, 2, 3\n)\n",
		d.between(50, 99), table, d.between(3, 90), d.one(regions))
	fmt.Fprintf(b, "SELECT region,\n       date_trunc('hour', started_at) AS hour,\n       round(avg(tail)::numeric, %d) AS tail,\n       sum(%d) AS weight\n  FROM recent\n  JOIN %s USING (region)\n GROUP BY region, hour\nHAVING avg(tail) > %d\n ORDER BY tail DESC\n LIMIT %d;\n",
		d.between(0, 4), d.between(1, 90), ident(d), d.between(20, 2000), d.between(5, 500))
}

func pythonCode(b *strings.Builder, d *dice) {
	noun := d.one(nouns)
	fmt.Fprintf(b, "from dataclasses import dataclass\nimport statistics\n\nLIMIT_%d = %d\n\n\n@dataclass(frozen=True)\nclass %s%d:\n    \"\"\"One %s in %s.\"\"\"\n\n    name: str\n    values: list[float]\n\n",
		d.below(100), d.between(10, 9999), strings.ToUpper(noun[:1])+noun[1:], d.below(1000), noun, d.one(regions))
	for range d.between(1, 3) {
		fmt.Fprintf(b, "    def %s(self, window: int = %d) -> float:\n        tail = sorted(self.values)[-window:]\n        if len(tail) < %d:\n            raise ValueError(f\"{self.name}: too few\")\n        return statistics.fmean(tail) * %d.%d\n\n",
			ident(d), d.between(3, 300), d.between(2, 20), d.below(9), d.between(1, 99))
	}
	fmt.Fprintf(b, "\nprint(%s(\"%s\", [%d.0, %d.5]))\n", noun, slugName(d), d.below(500), d.below(500))
}
