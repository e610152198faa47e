package bot

import (
	"errors"
	"fmt"
	"io/fs"

	"linli/desk"
)

// loadChecklists reads sop.yaml, which a folder need not have.
func (a *approved) loadChecklists(files fs.FS) error {
	const name = "sop.yaml"
	err := readYAML(files, name, &a.checklists)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range a.checklists {
		if err := a.checklists[i].Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// Checklist is what staff tick on an order; empty where nobody wrote one.
func (c *Content) Checklist(w *desk.WorkOrder) []string { return c.approved.Load().checklist(w) }

func (a *approved) checklist(w *desk.WorkOrder) []string {
	for _, l := range a.checklists {
		if l.For(w) {
			return l.Steps
		}
	}
	return nil
}
