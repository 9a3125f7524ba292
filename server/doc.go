// Package server shows an index over HTTP: an interface for programs under /v1,
// described by an OpenAPI document that is made from the same table as the
// routes, and pages for people.
//
//	s, err := server.New(x, server.Options{})
//	err = s.Serve(ctx, listener) // until ctx is done; then what is in hand is finished
//
// # Safety
//
// Requests are hostile. A server without a token answers only on loopback
// addresses and only to requests that name such an address as their host, so
// that a page elsewhere cannot reach it by a name of its own (DNS rebinding).
// With a token, every request but /healthz must carry it, as a bearer token or,
// from a browser, as the password of HTTP Basic (RFC 7617); it is compared in
// constant time. Forms from other sites are refused in either case.
//
// Pages run no script but one static file, which only helps to drop files; the
// policy that says so is sent with each. All text that is not ours goes through
// html/template.
//
// # Load
//
// What a request can hold is bounded before it is read: its body, the sum of
// all bodies in hand, the requests worked on at once, the time of each. What is
// over the bounds waits shortly and is then refused with 503 and Retry-After;
// nothing is queued in memory. A stream of articles is read no faster than it
// becomes durable.
//
// Errors are problem details (RFC 9457). Each request has an id, taken from
// X-Request-Id or made, which stands in the answer and in the log.
package server
