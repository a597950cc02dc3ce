package site

import (
	"io"

	"opspress/generator/asset"
	"opspress/generator/memo"
)

// A picture is the size of an image in pixels; zero when it cannot be told.
type picture struct{ Width, Height int }

// maxHead is how much of an image is read to learn its size.
const maxHead = 1 << 20

func (w *world) readPicture(_ *memo.Ctx, path string) (picture, error) {
	r, err := w.openBlob(path)
	if err != nil {
		return picture{}, nil // the blob of the same file says what is wrong
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxHead))
	if err != nil {
		return picture{}, nil
	}
	width, height, ok := asset.ImageSize(b)
	if !ok {
		return picture{}, nil
	}
	return picture{width, height}, nil
}
