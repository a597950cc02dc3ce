package memo_test

import (
	"context"
	"fmt"
	"strings"

	"opspress/generator/memo"
)

// A page shows the first line of a file. An edit below that line runs the task
// that reads the line, and not the one that makes the page.
func Example() {
	files := map[string]string{"hello.md": "Hello\nworld"}
	file := &memo.Task[string, string]{Name: "file", Source: true,
		Run: func(c *memo.Ctx, path string) (string, error) { return files[path], nil }}
	title := &memo.Task[string, string]{Name: "title",
		Run: func(c *memo.Ctx, path string) (string, error) {
			text, err := file.Get(c, path)
			line, _, _ := strings.Cut(text, "\n")
			return line, err
		}}
	page := &memo.Task[string, string]{Name: "page",
		Run: func(c *memo.Ctx, path string) (string, error) {
			t, err := title.Get(c, path)
			return "<h1>" + t + "</h1>", err
		}}

	store := memo.New(memo.Options{})
	build := func(changed ...memo.Node) {
		r := store.Revise(context.Background(), changed)
		r.Do(func(c *memo.Ctx) error {
			html, err := page.Get(c, "hello.md")
			fmt.Println(html)
			return err
		})
		r.Complete()
		fmt.Println(store.Stats().Runs, "title:", store.Why(title.Node("hello.md")).Reason)
	}
	build()
	files["hello.md"] = "Hello\nyou"
	build(file.Node("hello.md"))
	files["hello.md"] = "Bye\nyou"
	build(file.Node("hello.md"))
	// Output:
	// <h1>Hello</h1>
	// map[file:1 page:1 title:1] title: new
	// <h1>Hello</h1>
	// map[file:1 title:1] title: read changed
	// <h1>Bye</h1>
	// map[file:1 page:1 title:1] title: read changed
}
