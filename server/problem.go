package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"syscall"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// problemType is where the kinds of problems are described.
const problemType = "https://github.com/newscheck/newscheck/blob/main/docs/api.md#"

// Problem is an error as a client sees it: the problem details of RFC 9457.
type Problem struct {
	Type   string `json:"type"`             // an address that names the kind and describes it
	Title  string `json:"title"`            // the kind in words; the same for all of a kind
	Status int    `json:"status"`           // the HTTP status
	Detail string `json:"detail,omitempty"` // what is wrong here, and what to do
	Line   int    `json:"line,omitempty"`   // of a stream: the line that it is about, from 1
	ID     string `json:"request_id,omitempty"`

	retry int // seconds after which to try again
	allow string
	cause error // for the log
}

func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

func (p *Problem) Unwrap() error { return p.cause }

// kind is a kind of problem: the end of its address, its status and title.
type kind struct {
	name   string
	status int
	title  string
}

// The kinds of problems; docs/api.md has a heading for each name.
var (
	badRequest    = kind{"bad-request", http.StatusBadRequest, "The request cannot be understood"}
	badArticle    = kind{"bad-article", http.StatusUnprocessableEntity, "The article cannot be read"}
	unauthorised  = kind{"no-token", http.StatusUnauthorized, "The request carries no valid token"}
	wrongHost     = kind{"wrong-host", http.StatusMisdirectedRequest, "The server does not go by this name"}
	crossSite     = kind{"cross-site", http.StatusForbidden, "The request comes from a page of another site"}
	readOnly      = kind{"read-only", http.StatusForbidden, "The index is open for reading only"}
	notFound      = kind{"not-found", http.StatusNotFound, "There is no such thing"}
	wrongMethod   = kind{"wrong-method", http.StatusMethodNotAllowed, "The address does not take this method"}
	tooSlow       = kind{"too-slow", http.StatusRequestTimeout, "The request took too long to arrive"}
	tooLarge      = kind{"too-large", http.StatusRequestEntityTooLarge, "The article is too large"}
	wrongType     = kind{"wrong-type", http.StatusUnsupportedMediaType, "The body is of a type that is not read"}
	broken        = kind{"broken", http.StatusInternalServerError, "The server failed"}
	damaged       = kind{"damaged", http.StatusInternalServerError, "The index is damaged"}
	busy          = kind{"busy", http.StatusServiceUnavailable, "The server is busy"}
	stopping      = kind{"stopping", http.StatusServiceUnavailable, "The server is being stopped"}
	diskFull      = kind{"disk-full", http.StatusInsufficientStorage, "The disk is full"}
	allKinds      = []kind{badRequest, badArticle, unauthorised, wrongHost, crossSite, readOnly, notFound, wrongMethod, tooSlow, tooLarge, wrongType, broken, damaged, busy, stopping, diskFull}
	errClientGone = errors.New("the client has gone away")
)

func (k kind) problem(format string, args ...any) *Problem {
	return &Problem{Type: problemType + k.name, Title: k.title, Status: k.status, Detail: fmt.Sprintf(format, args...)}
}

// because keeps the error behind p for the log, where it may say more than a
// client should read.
func (p *Problem) because(err error) *Problem {
	p.cause = err
	return p
}

// problemOf turns any error of a handler into what the client is told. Errors
// that are not known say nothing of the inside of the server.
func problemOf(err error) *Problem {
	var p *Problem
	var tooLong *http.MaxBytesError
	var record *article.RecordError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &tooLong):
		return tooLarge.problem("The body has more than %d bytes.", tooLong.Limit)
	case errors.As(err, &record):
		detail := record.Reason
		if record.Field != "" {
			detail = "field " + record.Field + ": " + detail
		}
		return badArticle.problem("%s", detail).because(err)
	case errors.Is(err, index.ErrNotFound):
		return notFound.problem("The index has nothing under this name; it may have been forgotten.").because(err)
	case errors.Is(err, index.ErrReadOnly), errors.Is(err, syscall.EROFS):
		return readOnly.problem("Nothing can be added or forgotten while the index or its disk cannot be written.").because(err)
	case errors.Is(err, index.ErrClosed):
		return stopping.problem("Try again in a moment.").after(2).because(err)
	case errors.Is(err, index.ErrDamaged):
		return damaged.problem("newscheck index verify tells what is wrong with it.").because(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return diskFull.problem("Nothing was kept. Make room and send it again.").after(30).because(err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return tooSlow.problem("No more of the body arrived in time.").because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return busy.problem("The answer was not ready in time.").after(2).because(err)
	case errors.Is(err, fs.ErrPermission):
		return readOnly.problem("The server may not write the folder of the index.").because(err)
	}
	return broken.problem("The log of the server says why, under the id of this request.").because(err)
}

// after says when trying again makes sense.
func (p *Problem) after(seconds int) *Problem {
	p.retry = seconds
	return p
}

// write sends p.
func (p *Problem) write(w http.ResponseWriter) {
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified", "Location"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	p.headers(h)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func (p *Problem) headers(h http.Header) {
	p.ID = h.Get(requestIDHeader)
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	if p.allow != "" {
		h.Set("Allow", p.allow)
	}
	if p.Status == http.StatusUnauthorized {
		h.Add("WWW-Authenticate", `Bearer realm="newscheck"`)
		h.Add("WWW-Authenticate", `Basic realm="newscheck", charset="UTF-8"`)
	}
}
