package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"linli/desk"
)

// MaxFile is the size in bytes up to which Telegram lets bots download files.
const MaxFile = 20 << 20

const fetchTimeout = 2 * time.Minute

// Fetch downloads the file with the file id. desk.ErrInvalid: it is too large;
// desk.ErrNotFound: Telegram does not know it; neither is worth another try.
func (c *Channel) Fetch(ctx context.Context, remote string) (body io.ReadCloser, contentType string, err error) {
	f, err := c.bot.GetFile(ctx, &bot.GetFileParams{FileID: remote})
	switch {
	case refused(err, "too big") || err == nil && f.FileSize > MaxFile:
		return nil, "", fmt.Errorf("file of more than %d MB: %w", MaxFile>>20, desk.ErrInvalid)
	case errors.Is(err, bot.ErrorBadRequest) || err == nil && f.FilePath == "":
		return nil, "", fmt.Errorf("file unknown to Telegram: %w", desk.ErrNotFound)
	case err != nil:
		return nil, "", c.api.redact(err)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	resp, err := c.api.download(ctx, f.FilePath)
	if err != nil {
		cancel()
		return nil, "", err
	}
	return &download{resp.Body, cancel, c.api.redact, MaxFile}, typeOf(resp.Header.Get("Content-Type"), f.FilePath), nil
}

// download opens a file by its path on the server. The address holds the token.
func (c *client) download(ctx context.Context, file string) (*http.Response, error) {
	names := strings.Split(file, "/")
	for i, n := range names {
		names[i] = url.PathEscape(n)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/file/bot"+c.token+"/"+strings.Join(names, "/"), nil)
	if err != nil {
		return nil, c.redact(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.redact(err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("download: HTTP %d", resp.StatusCode)
	}
	return resp, nil
}

// download is a file's content up to the limit.
type download struct {
	io.ReadCloser
	cancel context.CancelFunc
	redact func(error) error
	left   int
}

func (d *download) Read(b []byte) (int, error) {
	n, err := d.ReadCloser.Read(b)
	if d.left -= n; d.left < 0 {
		return 0, fmt.Errorf("file of more than %d MB: %w", MaxFile>>20, desk.ErrInvalid)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = d.redact(err)
	}
	return n, err
}

func (d *download) Close() error {
	defer d.cancel()
	return d.ReadCloser.Close()
}

// typeOf is a file's content type; Telegram mostly gives a general one.
func typeOf(header, file string) string {
	if kind, _, err := mime.ParseMediaType(header); err == nil && kind != "application/octet-stream" {
		return kind
	}
	switch ext := strings.ToLower(path.Ext(file)); ext {
	case ".oga", ".ogg", ".opus":
		return "audio/ogg"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a":
		return "audio/mp4"
	case ".mp4":
		return "video/mp4"
	default:
		if kind, _, err := mime.ParseMediaType(mime.TypeByExtension(ext)); err == nil {
			return kind
		}
	}
	return "application/octet-stream"
}
