//go:build !linux

package dedupe

// roomy returns an empty slice with room for n values.
func roomy[T any](n int) []T { return make([]T, 0, n) }
