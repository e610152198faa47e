package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"linli/desk"
	"linli/text"
)

// maxBody is the limit of a JSON body in bytes: desk.MaxText runes, each escaped.
const maxBody = 64 << 10

// readJSON decodes a request's body strictly; no body at all counts as {}.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return err
		}
		return invalid("", "请求内容没有收全，请重试")
	}
	if !utf8.Valid(body) {
		return invalid("", "请求内容不是有效的 UTF-8 文字")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return badJSON(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return invalid("", "JSON 后面有多余的内容")
	}
	return nil
}

func badJSON(err error) *failure {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return invalid(kind.Field, "字段类型不对")
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		// encoding/json has no type for this error.
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		return invalid(name, "不认识的字段")
	}
	return invalid("", "请求内容不是有效的 JSON")
}

var clientIDPattern = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

func checkClientID(id string) error {
	if !clientIDPattern.MatchString(id) {
		return invalid("client_id", "client_id 必填，最多 64 个字符，只能用字母、数字和 . _ : -")
	}
	return nil
}

// cleanText is s without what must not be stored; longer than desk.MaxText is refused.
func cleanText(field, s string) (string, error) {
	clean, cut := text.Clean(s, desk.MaxText)
	if cut {
		return "", tooLarge(field, fmt.Sprintf("文字太长了，最多 %d 个字，请分几次发送", desk.MaxText))
	}
	return clean, nil
}

// queryInt is a number of the query from 0 to most; absent it is def.
func queryInt(q url.Values, field string, def, most int64) (int64, error) {
	v := q.Get(field)
	if v == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 || n > most {
		return 0, invalid(field, fmt.Sprintf("%s 应为 0 到 %d 的整数", field, most))
	}
	return n, nil
}

// queryWait is a time to wait such as 5s, at most most.
func queryWait(q url.Values, field string, most time.Duration) (time.Duration, error) {
	v := q.Get(field)
	if v == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > most {
		return 0, invalid(field, fmt.Sprintf("%s 应为 0s 到 %s 的时长，例如 5s", field, most))
	}
	return d, nil
}

// queryFlag is a query's yes (1 or true) or no.
func queryFlag(q url.Values, field string) (bool, error) {
	v := q.Get(field)
	if v == "" {
		return false, nil
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		return false, invalid(field, field+" 应为 1 或 0")
	}
	return b, nil
}

// readQuery is a request's query. Broken and misspelt parameters are refused: ignoring a
// filter would show too much.
func readQuery(r *http.Request, known ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("", "网址问号后面的参数写得不对")
	}
	for name := range q {
		if !slices.Contains(known, name) {
			return nil, invalid(name, "不认识的参数")
		}
	}
	return q, nil
}
