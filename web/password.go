package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// hashParams are argon2id's costs: OWASP's 19 MiB, 2 passes.
type hashParams struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var ownParams = hashParams{memory: 19 << 10, passes: 2, threads: 1}

const (
	minPassword = 8   // runes
	maxPassword = 256 // bytes
	saltLen     = 16
	keyLen      = 32
)

// nobodysHash is compared against when a name is unknown, so that the time taken does
// not tell. No password has it.
var nobodysHash = encodeHash(ownParams, make([]byte, saltLen), make([]byte, keyLen))

func encodeHash(p hashParams, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		b.EncodeToString(salt), b.EncodeToString(key))
}

func decodeHash(hash string) (p hashParams, salt, key []byte, err error) {
	bad := fmt.Errorf("password hash is not of argon2id in PHC form")
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); n != 3 || err != nil || p.passes < 1 || p.threads < 1 {
		return p, nil, nil, bad
	}
	b := base64.RawStdEncoding
	if salt, err = b.DecodeString(parts[4]); err != nil {
		return p, nil, nil, bad
	}
	if key, err = b.DecodeString(parts[5]); err != nil || len(key) == 0 {
		return p, nil, nil, bad
	}
	return p, salt, key, nil
}

// checkPassword refuses passwords that are too short to hold or too long to hash.
func checkPassword(password string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return invalid("password", fmt.Sprintf("密码至少 %d 位", minPassword))
	case len(password) > maxPassword:
		return invalid("password", fmt.Sprintf("密码太长了，最多 %d 个字节", maxPassword))
	}
	return nil
}

// hashPassword is password's argon2id hash as a PHC string.
func (s *Server) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := s.derive(ctx, password, ownParams, salt, keyLen)
	if err != nil {
		return "", err
	}
	return encodeHash(ownParams, salt, key), nil
}

// passwordMatches reports whether password has the hash. "" is nobody's hash: it takes
// as long and never matches.
func (s *Server) passwordMatches(ctx context.Context, hash, password string) (bool, error) {
	known := hash != ""
	if !known {
		hash = nobodysHash
	}
	p, salt, want, err := decodeHash(hash)
	if err != nil {
		return false, err
	}
	key, err := s.derive(ctx, password, p, salt, len(want))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1 && known, nil
}

// derive hashes, few at a time: each takes its memory.
func (s *Server) derive(ctx context.Context, password string, p hashParams, salt []byte, n int) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.threads, uint32(n)), nil
}
