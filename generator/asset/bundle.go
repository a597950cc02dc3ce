package asset

import (
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"opspress/generator/diag"
)

// A Read looks a file up by its name under assets/: "css/main.css". It says
// false when there is none, and may be called from many goroutines at once.
type Read func(name string) ([]byte, bool)

// CSS bundles a style sheet with all that it imports and minifies it. The text
// in extra, such as colours from the settings, comes last. What url() names is
// left as it is. The bytes are nil when there is an error.
func CSS(entry string, read Read, extra string) ([]byte, []diag.Diagnostic) {
	return bundle(entry, read, api.LoaderCSS, api.FormatDefault, `@import "`+entry+`";`+"\n"+extra)
}

// JS bundles modules with all that they import into one script and minifies it,
// for browsers that know ES2020. They run in the order in which they are named.
// The bytes are nil when there is an error.
func JS(read Read, entries ...string) ([]byte, []diag.Diagnostic) {
	start := ""
	for _, e := range entries {
		start += `import "` + e + `";` + "\n"
	}
	return bundle(entries[0], read, api.LoaderJS, api.FormatIIFE, start)
}

// Module is JS for a script that others import: what the entry exports, the
// bundle exports.
func Module(entry string, read Read) ([]byte, []diag.Diagnostic) {
	return bundle(entry, read, api.LoaderJS, api.FormatESModule, `export * from "`+entry+`";`+"\n")
}

// rules of diagnostics, by what is bundled.
func rule(loader api.Loader) string {
	if loader == api.LoaderCSS {
		return "css"
	}
	return "js"
}

// bundle runs esbuild over a text that imports the entry. Standing in for a
// file keeps esbuild from looking for one.
func bundle(entry string, read Read, loader api.Loader, format api.Format, start string) ([]byte, []diag.Diagnostic) {
	b := bundler{read: read, loader: loader}
	options := api.BuildOptions{
		Stdin:             &api.StdinOptions{Contents: start, Sourcefile: entryName, Loader: loader, ResolveDir: "/"},
		AbsWorkingDir:     "/",
		TsconfigRaw:       "{}",
		Bundle:            true,
		Write:             false,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		LogLevel:          api.LogLevelSilent,
		Plugins:           []api.Plugin{{Name: "assets", Setup: b.setup}},
	}
	if loader == api.LoaderJS {
		options.Format, options.Target = format, api.ES2020
	}
	result := api.Build(options)
	var ds []diag.Diagnostic
	for _, m := range result.Errors {
		ds = append(ds, b.explain(m, diag.Error))
	}
	for _, m := range result.Warnings {
		ds = append(ds, b.explain(m, diag.Warning))
	}
	ds = diag.Sorted(ds)
	if len(result.Errors) > 0 || len(result.OutputFiles) != 1 {
		return nil, ds
	}
	return result.OutputFiles[0].Contents, ds
}

const (
	// namespace marks the files that a Read gave.
	namespace = "assets"
	// entryName is what esbuild calls the text that bundling begins with.
	entryName = "settings"
)

type bundler struct {
	read   Read
	loader api.Loader
}

// setup answers every question of esbuild about files.
func (b *bundler) setup(build api.PluginBuild) {
	build.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if a.Kind == api.ResolveCSSURLToken {
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		}
		name, ok := b.resolve(a)
		if !ok {
			return api.OnResolveResult{Errors: []api.Message{{
				Text: `"` + a.Path + `" is no file under assets/; nothing is loaded from other hosts`,
			}}}, nil
		}
		return api.OnResolveResult{Path: name, Namespace: namespace}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		src, ok := b.read(a.Path)
		if !ok {
			return api.OnLoadResult{Errors: []api.Message{{Text: "there is no file assets/" + a.Path}}}, nil
		}
		text := strings.TrimPrefix(string(src), "\uFEFF")
		return api.OnLoadResult{Contents: &text, Loader: b.loader, ResolveDir: "/"}, nil
	})
}

// resolve gives the name under assets/ that an import means: relative to the
// file that imports, or from assets/ itself for the entry.
func (b *bundler) resolve(a api.OnResolveArgs) (name string, ok bool) {
	if strings.Contains(a.Path, ":") || strings.HasPrefix(a.Path, "//") {
		return "", false
	}
	name = strings.TrimPrefix(a.Path, "/")
	if a.Namespace == namespace && !strings.HasPrefix(a.Path, "/") {
		name = path.Join(path.Dir(a.Importer), a.Path)
	}
	name = path.Clean(name)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	_, ok = b.read(name)
	return name, ok
}

// explain turns a message of esbuild into a diagnostic. Its columns are bytes
// from 0.
func (b *bundler) explain(m api.Message, s diag.Severity) diag.Diagnostic {
	d := diag.Diagnostic{Rule: rule(b.loader), Severity: s, Message: m.Text}
	at := m.Location
	if at == nil {
		return d
	}
	if at.Suggestion != "" {
		d.Hint = "did you mean " + at.Suggestion + "?"
	}
	name := strings.TrimPrefix(at.File, namespace+":")
	src, ok := b.read(name)
	if !ok {
		return d
	}
	line := len(strings.Join(strings.SplitAfter(string(src), "\n")[:max(at.Line-1, 0)], ""))
	return diag.At(d, "assets/"+name, src, line+at.Column)
}
