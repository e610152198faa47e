package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// communities are the configured ones; the first is the default.
func (s settings) communities() ([]desk.Community, error) {
	list, err := bot.LoadCommunities(s.contentFiles())
	if err != nil {
		return nil, s.contentProblem(err)
	}
	return list, nil
}

// community is the one with the id, the first one for "".
func (s settings) community(id string) (*desk.Community, error) {
	list, err := s.communities()
	if err != nil {
		return nil, err
	}
	for i := range list {
		if id == "" || list[i].ID == desk.CommunityID(id) {
			return &list[i], nil
		}
	}
	return nil, misused("--community: there is no community %q", id)
}

// withStore opens the data folder beside a serve that may be running, for do.
func (p *program) withStore(ctx context.Context, s settings, do func(*store.Store) error) error {
	st, err := store.Open(ctx, s.get("data"), p.now)
	if err != nil {
		if errors.Is(err, os.ErrPermission) {
			err = unusable(s.get("data"), err)
		}
		return err
	}
	return errors.Join(do(st), st.Close())
}

// hasData refuses a data folder without a database: asking about it must not make one.
func (s settings) hasData() error {
	if _, err := os.Stat(filepath.Join(s.get("data"), store.Database)); err != nil {
		return fmt.Errorf("there is no linli data in %s, see --data 这个文件夹里没有 linli 的数据", s.get("data"))
	}
	return nil
}

var spanShape = regexp.MustCompile(`^([1-9]\d{0,4})([hdw])$`)

// parseSpan reads 24h, 30d or 4w.
func parseSpan(v string) (time.Duration, error) {
	m := spanShape.FindStringSubmatch(v)
	if m == nil {
		return 0, misused("--since: %q is not a span such as 24h, 30d or 4w", v)
	}
	n, err := strconv.Atoi(m[1])
	return time.Duration(n) * map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[m[2]], err
}
