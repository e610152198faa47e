package bot

import (
	"io/fs"

	"linli/desk"
)

// LoadCommunities reads the communities of a content folder alone, for commands that
// need no answers; the first is the default.
func LoadCommunities(files fs.FS) ([]desk.Community, error) {
	a := &approved{}
	err := a.loadCommunities(files)
	return a.communities, err
}
