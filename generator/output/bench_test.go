package output_test

import (
	"strings"
	"testing"

	"opspress/generator/output"
)

// BenchmarkSum digests a page of 40 KB: as it is written, and as two texts.
func BenchmarkSum(b *testing.B) {
	page := strings.Repeat("0123456789abcdef", 2560)
	b.Run("Sum", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			output.Sum([]byte(page))
		}
	})
	b.Run("SumOf", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			output.SumOf(page[:100], page[100:])
		}
	})
}

// Texts are digested as if they were one.
func TestSumOfIsSumOfTheWhole(t *testing.T) {
	page := strings.Repeat("가나다", 5000)
	for _, at := range []int{0, 1, 4095, 4096, 4097, len(page)} {
		if output.SumOf(page[:at], "", page[at:]) != output.Sum([]byte(page)) {
			t.Errorf("cut at %d: another digest", at)
		}
	}
	if output.SumOf() != output.Sum(nil) {
		t.Error("no text: another digest than that of none")
	}
}
