package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// seal is a small file that says how many batches were written. It is brought up
// to date after each batch was synced and before the batch is answered for, so
// the store can be ahead of it by one, and never behind: a store that is behind
// has lost its newest part, which it cannot know by itself.
//
// It has two slots that are written in turns, so that a torn write leaves the
// other: sequence (8 bytes, little-endian) and its CRC-32.
type seal struct{ file vfs.File }

const (
	sealSlot = 12
	sealSize = 2 * sealSlot
)

func sealBytes(sequence uint64) []byte {
	b := binary.LittleEndian.AppendUint64(nil, sequence)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// createSeal makes the file, for no batch.
func createSeal(fs vfs.FS, path string) error {
	f, err := fs.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(sealBytes(0), sealBytes(0)...)); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// readSeal returns the sequence of the file.
func readSeal(fs vfs.FS, path string) (uint64, error) {
	f, err := fs.Open(path)
	if err != nil {
		return 0, fmt.Errorf("%w: its file %q cannot be opened: %w", ErrDamaged, sealName, err)
	}
	defer f.Close()
	b := make([]byte, sealSize)
	n, err := io.ReadFull(f, b)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return 0, err
	}
	best, ok := uint64(0), false
	for i := 0; i+sealSlot <= n; i += sealSlot {
		s := b[i : i+sealSlot]
		if binary.LittleEndian.Uint32(s[8:]) == crc32.ChecksumIEEE(s[:8]) {
			best, ok = max(best, binary.LittleEndian.Uint64(s)), true
		}
	}
	if !ok {
		return 0, fmt.Errorf("%w: its file %q cannot be read", ErrDamaged, sealName)
	}
	return best, nil
}

func (s *seal) write(sequence uint64) error {
	if _, err := s.file.WriteAt(sealBytes(sequence), int64(sequence%2)*sealSlot); err != nil {
		return err
	}
	return s.file.SyncData()
}

func (s *seal) close() {
	if s.file != nil {
		s.file.Close()
	}
}
