package card

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the cards of testdata anew")

// theme is the font that comes with the theme.
const theme = "../../assets/fonts/Pretendard-Bold.otf"

func renderer(t testing.TB) *Renderer {
	t.Helper()
	b, err := os.ReadFile(theme)
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// orbit is a glyph with a line and a dot.
var orbit = Glyph{Pen: 0.09, Lines: Loop().Lines, Dots: []Curve{{
	{0.5, 0.1}, {0.7, 0.1}, {0.7, 0.3}, {0.5, 0.3}, {0.3, 0.3}, {0.3, 0.1}, {0.5, 0.1},
}}}

// samples are looked at by people, in testdata.
var samples = map[string]Card{
	"short":   {Title: "오류 예산, 신뢰성을 숫자로 다투지 않기", Type: "데브옵스", Other: "DevOps", Site: "운영하는 글", Color: "#2171cc", Glyph: orbit},
	"english": {Title: "What a rollback costs when the schema has already moved on, and what to do about it", Type: "GitOps", Site: "Operated", Color: "#8a6a00"},
	"home":    {Title: "운영하는 글", Text: "만드는 것은 끝이 아니다. DevOps, SecOps, FinOps, MLOps까지, 운영하고 듣고 다시 고치는 일에 대해 쓴다."},
	"long":    {Title: strings.Repeat("복구 훈련은 백업이 아니라 사람을 시험한다 ", 12), Type: "섹옵스", Other: "SecOps", Site: "운영하는 글", Color: "#c3464e"},
	"hostile": {Title: "🚀 배포 <b>자동화</b> & \u202eمرحبا\u202c 'a'", Type: "ML옵스", Site: "운영하는 글", Color: "tomato"},
}

// A card that looks different is another card: its address says what it was
// drawn from, and browsers keep it for a year.
func TestCardsLookAsTheyDid(t *testing.T) {
	r := renderer(t)
	for name, c := range samples {
		file := filepath.Join("testdata", name+".png")
		b, err := r.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := differing(t, b, want); n > 0 {
			t.Errorf("%s differs in %d pixels: look at it, change Recipe, then go test ./generator/card -update", name, n)
		}
	}
}

// differing counts pixels that are not the same, but for the last bit of a
// calculation on another processor.
func differing(t *testing.T, a, b []byte) (n int) {
	t.Helper()
	x, y := decoded(t, a), decoded(t, b)
	for i := range x.Pix {
		r0, g0, b0, _ := x.Palette[x.Pix[i]].RGBA()
		r1, g1, b1, _ := y.Palette[y.Pix[i]].RGBA()
		if far(r0, r1) || far(g0, g1) || far(b0, b1) {
			n++
		}
	}
	return n
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > 10<<8 }

func decoded(t interface {
	Helper()
	Fatal(...any)
}, b []byte) *image.Paletted {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := m.(*image.Paletted)
	if !ok {
		t.Fatal("a card has no palette")
	}
	return p
}

// Whatever a title holds, a card is 1200 by 630, below 300 KB, the same each
// time, and nothing that is read stands outside of the middle 1200 by 600 or
// touches its sides.
func TestAnyTitleFits(t *testing.T) {
	r := renderer(t)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(
			rapid.StringMatching(`[가-힣]{1,12}`), rapid.StringMatching(`[A-Za-z0-9./_-]{1,40}`), rapid.String(),
			rapid.SampledFrom([]string{"🚀", "👩‍💻", "שלום", "مرحبا", "한글", "\u202e", "\xff", "뷁쀍", "日本語", "</title>", "가나다라마바사아자차카타파하가나다라마바사아자차카타파하"}))
		c := Card{
			Title: strings.Join(rapid.SliceOfN(word, 0, 24).Draw(t, "title"), rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "between")),
			Text:  strings.Repeat(word.Draw(t, "text"), 30),
			Type:  word.Draw(t, "type"), Other: word.Draw(t, "other"), Site: strings.Repeat(word.Draw(t, "site"), 9),
			Color: rapid.SampledFrom([]string{"", "#fff", "#000000", "red", "oklch(60% 0.1 200)", "nonsense(", "hsl(400 300% 9)"}).Draw(t, "colour"),
		}
		b, err := r.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 300<<10 {
			t.Fatalf("%d bytes", len(b))
		}
		if again, _ := r.PNG(c); !bytes.Equal(b, again) {
			t.Fatal("twice drawn, two pictures")
		}
		p := decoded(t, b)
		if p.Rect != image.Rect(0, 0, Width, Height) {
			t.Fatal(p.Rect)
		}
		safe := image.Rect(left/2, safeTop, Width-left/2, Height-safeTop) // some letters hang over
		for y := range Height {
			for x := range Width {
				if i, s := inkAt(p.Pix[y*Width+x]); s > 0 && i != deco && !image.Pt(x, y).In(safe) {
					t.Fatalf("%q: ink %d at %d, %d", c.Title, i, x, y)
				}
			}
		}
	})
}

func TestTitlesWrap(t *testing.T) {
	r := renderer(t)
	for _, c := range []struct {
		title string
		want  []string
	}{
		{"FinOps", []string{"FinOps"}},
		{"오류 예산, 신뢰성을 숫자로 다투지 않기", []string{"오류 예산, 신뢰성을", "숫자로 다투지 않기"}},
		{"가나다라마바사아자차카타파하가나다라마바사아자차카타파하", []string{"가나다라마바사아자차카", "타파하가나다라마바사아", "자차카타파하"}},
		{"  넓은\n\n빈칸  ", []string{"넓은 빈칸"}},
		{"🚀 배포", []string{"배포"}},
		{"שלום, مرحبا!", nil},
		{"", nil},
	} {
		s := r.typesetter()
		got := s.fit(s.clean(c.title), right-left, 350).lines
		if strings.Join(got, "|") != strings.Join(c.want, "|") && !splitWord(c.title, got) {
			t.Errorf("%q:\n got %q\nwant %q", c.title, got, c.want)
		}
		s.close()
	}
}

// splitWord says whether the lines are one long word in pieces: where exactly it
// breaks is the font's affair.
func splitWord(title string, lines []string) bool {
	return !strings.Contains(title, " ") && len(lines) > 1 && strings.Join(lines, "") == title
}

func TestALongTitleEndsInAnEllipsis(t *testing.T) {
	s := renderer(t).typesetter()
	defer s.close()
	b := s.fit(strings.TrimSpace(strings.Repeat("아주 긴 제목 ", 60)), right-left, 350)
	if last := b.lines[len(b.lines)-1]; !strings.HasSuffix(last, "…") || s.width(last, b.size) > right-left {
		t.Errorf("%q", b.lines)
	}
	if b.height() > 350 {
		t.Errorf("%d pixels high", b.height())
	}
}

// Every syllable of Hangul can be drawn, the rare ones too.
func TestAllOfHangulIsThere(t *testing.T) {
	s := renderer(t).typesetter()
	defer s.close()
	for r := '가'; r <= '힣'; r++ {
		if s.font(r) < 0 {
			t.Fatalf("%c is missing", r)
		}
	}
	if got := s.clean("\u1112\u1161\u11ab\u1100\u1173\u11af"); got != "한글" {
		t.Errorf("decomposed: %q", got)
	}
}

func TestColors(t *testing.T) {
	for css, want := range map[string]rgb{
		"#2171cc": {0x21, 0x71, 0xcc}, "#fff": {255, 255, 255}, "Teal": {0, 128, 128}, "rgb(1, 2, 3)": {1, 2, 3}, "rgb(100% 0% 50%)": {255, 0, 128},
		"hsl(120 100% 25%)": {0, 128, 0}, "oklch(62.8% 0.2577 29.23)": {255, 0, 0}, "oklab(62.8% 0.2249 0.1258)": {255, 0, 0},
		"": {0x0b, 0x6b, 0x5d}, "#12": {0x0b, 0x6b, 0x5d}, "lab(50% 1 1)": {0x0b, 0x6b, 0x5d}, "#ggg": {0x0b, 0x6b, 0x5d},
	} {
		got := colorOf(css).rgb()
		for _, d := range [][2]uint8{{got.r, want.r}, {got.g, want.g}, {got.b, want.b}} {
			if max(d[0], d[1])-min(d[0], d[1]) > 2 {
				t.Errorf("%q: %v, want %v", css, got, want)
				break
			}
		}
	}
}

// The text of every card is at least as far from its ground as WCAG 2.2 AA asks
// for, also where the title stands over the large glyph.
func TestContrast(t *testing.T) {
	luminance := func(c rgb) float64 { return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b) }
	for _, css := range []string{"#000", "#fff", "red", "lime", "blue", "yellow", "#2171cc", "#8a6a00", "#c3464e", "gray"} {
		c := coloursOf(colorOf(css))
		for name, pair := range map[string][2]rgb{
			"title": {c.text, c.ground}, "title over the glyph": {c.text, c.deco}, "type": {c.accent, c.ground}, "name of the blog": {c.muted, c.ground},
			"sentence": {c.soft, c.ground}, "sentence over the glyph": {c.soft, c.deco},
		} {
			if ratio := (luminance(pair[0]) + 0.05) / (luminance(pair[1]) + 0.05); ratio < 4.5 {
				t.Errorf("%s on %s: %.1f", name, css, ratio)
			}
		}
	}
}

func TestAFontMustBeOne(t *testing.T) {
	for _, fonts := range [][][]byte{nil, {nil}, {[]byte("OTTO")}, {bytes.Repeat([]byte{0xff}, 1000)}} {
		if _, err := New(fonts...); err == nil {
			t.Errorf("%q was taken", fonts)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	r := renderer(b)
	for b.Loop() {
		if _, err := r.PNG(samples["short"]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	font, err := os.ReadFile(theme)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(font); err != nil {
			b.Fatal(err)
		}
	}
}
