package index

import "syscall"

// askForHugePages asks for pages of 2 MiB in place of 4 KiB: what is read here
// and there in hundreds of megabytes else waits for the processor to find where
// each page lies. Where the system has none to give, nothing is lost.
func askForHugePages(b []byte) {
	const hugePage = 2 << 20
	if len(b) >= hugePage {
		_ = syscall.Madvise(b, syscall.MADV_HUGEPAGE)
	}
}
