package bot

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"

	"linli/desk"
)

// LoadCommunities reads the communities of a content folder alone, for commands that
// need no answers; the first is the default.
func LoadCommunities(files fs.FS) ([]desk.Community, error) {
	a := &approved{}
	err := a.loadCommunities(files)
	return a.communities, err
}

func (a *approved) loadCommunities(files fs.FS) error {
	names, err := fs.Glob(files, "communities/*.yaml")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no communities/*.yaml: %w", desk.ErrInvalid)
	}
	holidays, err := loadHolidays(files)
	if err != nil {
		return err
	}
	seen := map[desk.CommunityID]string{}
	for _, name := range names {
		var com desk.Community
		if err := readYAML(files, name, &com); err != nil {
			return err
		}
		if err := com.Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := observe(&com, holidays); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if first := seen[com.ID]; first != "" {
			return fmt.Errorf("%s: community %s stands in %s already: %w", name, com.ID, path.Base(first), desk.ErrInvalid)
		}
		seen[com.ID] = name
		a.communities = append(a.communities, com)
	}
	sort.SliceStable(a.communities, func(i, j int) bool {
		x, y := a.communities[i], a.communities[j]
		if x.Demo != y.Demo {
			return y.Demo
		}
		return x.ID < y.ID
	})
	return nil
}

// loadHolidays reads holidays/*.yaml, one file for each year of a calendar.
func loadHolidays(files fs.FS) ([]desk.Holidays, error) {
	names, err := fs.Glob(files, "holidays/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []desk.Holidays
	for _, name := range names {
		var h desk.Holidays
		if err := readYAML(files, name, &h); err != nil {
			return nil, err
		}
		if err := h.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, h)
	}
	return out, nil
}

// observe gives the community the holidays it names. A folder without any keeps none,
// but a calendar that somebody wrote down by name has to be there.
func observe(com *desk.Community, holidays []desk.Holidays) error {
	known := slices.ContainsFunc(holidays, func(h desk.Holidays) bool { return h.Calendar == com.Holidays })
	if !known && com.Holidays != desk.DefaultHolidays && com.Holidays != desk.NoHolidays {
		return fmt.Errorf("community %s: holidays: no calendar %q in holidays/: %w", com.ID, com.Holidays, desk.ErrInvalid)
	}
	for _, h := range holidays {
		if h.Calendar == com.Holidays {
			com.Observe(h)
		}
	}
	return nil
}
