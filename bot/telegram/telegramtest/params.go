package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf8"
)

const maxBody = 60 << 20

// params are a call's parameters as text, and its uploads by field.
type params struct {
	values  map[string]string
	uploads map[string]File
}

func parseParams(r *http.Request) (params, error) {
	p := params{values: map[string]string{}, uploads: map[string]File{}}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return p, p.readJSON(r.Body)
	case "multipart/form-data":
		return p, p.readMultipart(r)
	}
	if err := r.ParseForm(); err != nil {
		return p, err
	}
	for name := range r.Form {
		p.values[name] = r.Form.Get(name)
	}
	return p, nil
}

func (p params) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return err
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		p.values[name] = text
	}
	return nil
}

func (p params) readMultipart(r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			p.uploads[part.FormName()] = File{Name: part.FileName(), Data: data}
			continue
		}
		if !utf8.Valid(data) {
			return fmt.Errorf("field %s must be encoded in UTF-8", part.FormName())
		}
		p.values[part.FormName()] = string(data)
	}
}

func (p params) id(name string) int64 {
	n, _ := strconv.ParseInt(p.values[name], 10, 64)
	return n
}

func (p params) num(name string) int { return int(p.id(name)) }

// units is the length of s in UTF-16 code units, in which Telegram counts.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
