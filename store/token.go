package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// newToken is a secret of 130 bits that survives being typed.
func newToken() string { return strings.ToLower(rand.Text()) }

// newID is an unguessable name that is no secret.
func newID() string { return strings.ToLower(rand.Text()[:20]) }

// hashToken is what is kept of a token: it is random, so a plain hash suffices.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
