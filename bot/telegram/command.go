package telegram

import (
	"regexp"
	"strings"
	"unicode"

	"linli/desk"
)

// commands are those of the menu; each is the press of the same name.
var commands = map[string]bool{"start": true, "help": true, "orders": true, "human": true, "big": true}

var linkPayload = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// command reads "/cmd", "/cmd@bot" and "/cmd args" as a press. Anything else, such as
// "你好 /help", is just text. Telegram's own marking of commands counts UTF-16 units
// and is not needed.
func command(text string) (press string, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 || !strings.HasPrefix(text, "/") {
		return "", false
	}
	verb, _, _ := strings.Cut(words[0][1:], "@")
	verb = strings.ToLower(verb)
	if !commands[verb] {
		return "", false
	}
	if verb == "start" && len(words) == 2 && linkPayload.MatchString(words[1]) {
		if with := desk.NewPress(verb, words[1]); len(with) <= desk.MaxPress {
			return with, true
		}
	}
	return verb, true
}

// cleanPress is a button's payload as it may be kept. A foreign program can send any
// bytes; the engine refuses what is not ours.
func cleanPress(data string) string {
	data = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, data)
	if len(data) > desk.MaxPress {
		data = strings.ToValidUTF8(data[:desk.MaxPress], "")
	}
	return data
}
