// Package browsertest opens reports in a real browser. It is a module of its
// own, so that nobody who uses newscheck downloads what only this test needs.
//
// The test looks for Chromium and for axe-core. With CI=true or
// NEWSCHECK_BROWSER_TEST=install it installs what is missing (apt-get, npm, into
// the user's cache folder); where it cannot, it skips and says so.
package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeVersion is the version of axe-core that pages are checked with.
const axeVersion = "4.14.1"

// ErrMissing is the error when something is not installed and must not be.
var ErrMissing = errors.New("not installed; NEWSCHECK_BROWSER_TEST=install installs it")

func mayInstall() bool {
	return os.Getenv("CI") == "true" || os.Getenv("NEWSCHECK_BROWSER_TEST") == "install"
}

// FindBrowser returns the path of Chromium or Chrome, installing Chromium when
// it is missing and that is allowed.
func FindBrowser(ctx context.Context) (string, error) {
	find := func() string {
		for _, name := range []string{os.Getenv("NEWSCHECK_BROWSER"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
			if name == "" {
				continue
			}
			if p, err := exec.LookPath(name); err == nil {
				return p
			}
		}
		return ""
	}
	if p := find(); p != "" {
		return p, nil
	}
	if !mayInstall() {
		return "", fmt.Errorf("chromium: %w", ErrMissing)
	}
	for _, args := range [][]string{{"apt-get", "update", "-qq"}, {"apt-get", "install", "-y", "-qq", "chromium"}} {
		c := exec.CommandContext(ctx, args[0], args[1:]...)
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, lastLine(out))
		}
	}
	if p := find(); p != "" {
		return p, nil
	}
	return "", errors.New("chromium was installed but is not in PATH")
}

// FindAxe returns the source of axe-core, fetching it when it is missing and
// that is allowed.
func FindAxe(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "newscheck-browsertest", "axe-"+axeVersion)
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if src, err := os.ReadFile(file); err == nil {
		return string(src), nil
	}
	if !mayInstall() {
		return "", fmt.Errorf("axe-core: %w", ErrMissing)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "npm", "install", "--prefix", dir, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "axe-core@"+axeVersion)
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install axe-core: %w: %s", err, lastLine(out))
	}
	src, err := os.ReadFile(file)
	return string(src), err
}

func lastLine(out []byte) string {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return string(lines[len(lines)-1])
}

// Browser is a browser with one page open.
type Browser struct {
	ctx    context.Context
	cancel []context.CancelFunc

	mu       sync.Mutex
	troubles []string
}

// Start starts a browser with a profile of its own, which Close removes. The
// browser goes to no network: names do not resolve, and only this machine has an
// address.
func Start(ctx context.Context, path string) (*Browser, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium refuses its sandbox to root
	}
	b := &Browser{}
	alloc, stop := chromedp.NewExecAllocator(ctx, opts...)
	tab, closeTab := chromedp.NewContext(alloc)
	b.ctx, b.cancel = tab, []context.CancelFunc{closeTab, stop}
	err := errors.Join(chromedp.Do(tab), chromedp.Listen(tab, b.listen))
	for _, c := range []cdp.Command[cdp.Empty, cdp.Empty]{log.Enable, runtime.Enable} {
		if err == nil {
			_, err = chromedp.Call(tab, c, cdp.Empty{})
		}
	}
	if err == nil {
		_, err = chromedp.Call(tab, network.Enable, network.EnableParams{})
	}
	if err != nil {
		b.Close()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, c := range b.cancel {
		c()
	}
}

// listen writes down whatever a page must not do: complain, throw, or ask for
// anything that is not a file.
func (b *Browser) listen(ev any) {
	trouble := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.troubles = append(b.troubles, fmt.Sprintf(format, args...))
	}
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		trouble("console %s: %s %s", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
	case *runtime.EventConsoleAPICalled:
		trouble("console.%s was called", ev.Type)
	case *runtime.EventExceptionThrown:
		trouble("exception: %s", ev.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if u := ev.Request.URL; !strings.HasPrefix(u, "file://") && !strings.HasPrefix(u, "data:") && u != "about:blank" {
			trouble("asks for %s", u)
		}
	}
}

// Troubles returns what pages did that they must not, and forgets it.
func (b *Browser) Troubles() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.troubles
	b.troubles = nil
	return t
}

// Size sets the window, in CSS pixels, and the colour scheme: light or dark.
func (b *Browser) Size(width, height int64, scheme string) error {
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		return err
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	return err
}

// Print shows pages as they are printed, until the next Size.
func (b *Browser) Print() error {
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	return err
}

// Press presses a key.
func (b *Browser) Press(key string) error { return chromedp.Do(b.ctx, chromedp.KeyEvent(key)) }

// Open opens a file.
func (b *Browser) Open(file string) error {
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	return chromedp.Do(b.ctx, chromedp.Navigate("file://"+filepath.ToSlash(abs)))
}

// Eval runs an expression in a browser's page, waits for its promise and
// returns what it gives.
func Eval[T any](b *Browser, expression string) (T, error) {
	return chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Picture is a PNG of the window, scrolled to the element with an id unless it
// is "".
func (b *Browser) Picture(id string) ([]byte, error) {
	if _, err := Eval[bool](b, fmt.Sprintf("(document.getElementById(%q)||document.body).scrollIntoView({block:'start',behavior:'instant'}),true", id)); err != nil {
		return nil, err
	}
	return chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
}
