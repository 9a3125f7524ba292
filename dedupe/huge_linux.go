package dedupe

import (
	"syscall"
	"unsafe"
)

// roomy returns an empty slice with room for n values. Much room is asked for in pages
// of 2 MiB in place of 4 KiB: the system gives those in a fraction of the time, and
// what is read here and there in hundreds of megabytes does not wait for the
// processor to find where each page lies. Where the system has none to give, nothing
// is lost.
func roomy[T any](n int) []T {
	s := make([]T, 0, n)
	const much = 32 << 20 // from here on it is worth clearing two megabytes where a few bytes are used
	if size := cap(s) * int(unsafe.Sizeof(*new(T))); size >= much {
		_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size), syscall.MADV_HUGEPAGE)
	}
	return s
}
