package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"runtime/debug"
	"time"
)

// watchEvery is how often the content folder is looked at. Looking is a stat of some
// thirty files; no notification of changes works on every file system.
const watchEvery = 500 * time.Millisecond

// watchContent puts edits of the content folder, and what was put in force on the pages,
// into use while the desk runs. An edit with a mistake is logged, by file and line, and the
// content in use stays.
func (sv *service) watchContent(ctx context.Context) {
	files := sv.settings.contentFiles()
	used, seen := fingerprint(files), sv.content.Revision()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery):
		}
		now := fingerprint(files)
		revision, err := sv.store.ContentRevision(ctx)
		if err == nil && now == used && revision == seen {
			continue
		}
		edits, readErr := sv.store.Edits(ctx)
		if err := errors.Join(err, readErr); err != nil {
			sv.log.Error("edits not read", "error", err)
			continue
		}
		used, seen = now, edits.Revision
		if err := sv.content.Reload(ctx, files, edits); err != nil {
			sv.log.Error("content not reloaded, the one in use stays", "error", sv.settings.contentProblem(err))
			continue
		}
		debug.FreeOSMemory() // as at the start
		sv.log.Info("content reloaded")
	}
}

// fingerprint changes when a file of the folder does.
func fingerprint(files fs.FS) string {
	sum := fnv.New128a()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	return fmt.Sprintf("%x %v", sum.Sum(nil), err)
}
