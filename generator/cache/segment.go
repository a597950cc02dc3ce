package cache

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"

	"opspress/generator/output"
)

// The form of a segment: its mark; the values; for each record its key, the
// offset and length of its value, and a checksum of key and value; at the end
// where that index begins, how many records it has, its checksum, and the mark
// again. Numbers are little-endian.
const (
	mark        = "opspress cache1\n"
	entrySize   = len(output.Digest{}) + 8 + 4 + 4
	trailerSize = 8 + 4 + 4 + len(mark)
	maxValue    = 1 << 30
)

var errDamaged = errors.New("is damaged")

// castagnoli is the polynomial that processors compute.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key output.Digest, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key[:], castagnoli), castagnoli, value)
}

// A place is where a value stands in its segment.
type place struct {
	offset int64
	length uint32
	sum    uint32
}

// A segment is a file of records that is open for reading.
type segment struct {
	name string
	size int64
	file *os.File
	keys []output.Digest
	old  bool // among those that are removed next
	bad  bool // and to be set aside
}

// A draft is a segment that is being put together.
type draft struct {
	values []byte
	keys   []output.Digest
	places []place
}

// add gives the place of a value in the draft: without the mark, with which the
// file will begin.
func (d *draft) add(key output.Digest, value []byte) place {
	p := place{int64(len(d.values)), uint32(len(value)), checksum(key, value)}
	d.values = append(d.values, value...)
	d.keys = append(d.keys, key)
	d.places = append(d.places, p)
	return p
}

// write writes the draft as a segment.
func (d *draft) write(w io.Writer) error {
	index := make([]byte, 0, len(d.keys)*entrySize+trailerSize)
	for i, k := range d.keys {
		p := d.places[i]
		index = append(index, k[:]...)
		index = binary.LittleEndian.AppendUint64(index, uint64(p.offset)+uint64(len(mark)))
		index = binary.LittleEndian.AppendUint32(index, p.length)
		index = binary.LittleEndian.AppendUint32(index, p.sum)
	}
	sum := crc32.Checksum(index, castagnoli)
	index = binary.LittleEndian.AppendUint64(index, uint64(len(mark)+len(d.values)))
	index = binary.LittleEndian.AppendUint32(index, uint32(len(d.keys)))
	index = binary.LittleEndian.AppendUint32(index, sum)
	index = append(index, mark...)
	for _, b := range [][]byte{[]byte(mark), d.values, index} {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// readIndex reads what a segment holds. Its error is errDamaged when the file is
// no whole segment.
func readIndex(f io.ReaderAt, size int64) ([]output.Digest, []place, error) {
	if size < int64(len(mark)+trailerSize) {
		return nil, nil, errDamaged
	}
	var trailer [trailerSize]byte
	if _, err := f.ReadAt(trailer[:], size-int64(trailerSize)); err != nil {
		return nil, nil, err
	}
	begin := binary.LittleEndian.Uint64(trailer[:])
	count := binary.LittleEndian.Uint32(trailer[8:])
	length := int64(count) * int64(entrySize)
	if string(trailer[16:]) != mark || begin < uint64(len(mark)) || begin > uint64(size) || int64(begin)+length+int64(trailerSize) != size {
		return nil, nil, errDamaged
	}
	index := make([]byte, length)
	if _, err := f.ReadAt(index, int64(begin)); err != nil {
		return nil, nil, err
	}
	if crc32.Checksum(index, castagnoli) != binary.LittleEndian.Uint32(trailer[12:]) {
		return nil, nil, errDamaged
	}
	keys, places := make([]output.Digest, count), make([]place, count)
	for i := range keys {
		e := index[i*entrySize:]
		n := copy(keys[i][:], e)
		p := place{int64(binary.LittleEndian.Uint64(e[n:])), binary.LittleEndian.Uint32(e[n+8:]), binary.LittleEndian.Uint32(e[n+12:])}
		if p.offset < int64(len(mark)) || p.offset > int64(begin) || p.offset+int64(p.length) > int64(begin) {
			return nil, nil, errDamaged
		}
		places[i] = p
	}
	return keys, places, nil
}

// read gives a value, if it is what was written under its key.
func (g *segment) read(key output.Digest, p place) ([]byte, error) {
	value := make([]byte, p.length)
	if _, err := g.file.ReadAt(value, p.offset); err != nil {
		return nil, err
	}
	if checksum(key, value) != p.sum {
		return nil, errDamaged
	}
	return value, nil
}
