package desk

import (
	"fmt"
	"slices"
	"time"
)

// MaxWorkPhotos is how many photos of the work one order keeps.
const MaxWorkPhotos = 40

// PhotoStage says whether a photo shows how it was or how it is now.
type PhotoStage string

const (
	PhotoBefore PhotoStage = "before"
	PhotoAfter  PhotoStage = "after"
)

// Label is the stage as people read it.
func (s PhotoStage) Label() string {
	return map[PhotoStage]string{PhotoBefore: "处理前", PhotoAfter: "处理后"}[s]
}

// WorkPhoto is a photo that staff took of the work.
type WorkPhoto struct {
	Media  MediaRef   `json:"media"`
	Stage  PhotoStage `json:"stage"`
	By     string     `json:"by"`
	At     time.Time  `json:"at"`
	Album  string     `json:"album,omitempty"` // sent together with others
	Passed time.Time  `json:"passed,omitzero"` // when the work was resolved with which the resident gets it
}

// StageNow is what a photo shows that comes without a word: the work once it has begun.
func (w *WorkOrder) StageNow() PhotoStage {
	if w.State == Working {
		return PhotoAfter
	}
	return PhotoBefore
}

// PhotosOf are the staff's photos of a stage, the oldest first.
func (w *WorkOrder) PhotosOf(s PhotoStage) []WorkPhoto {
	var out []WorkPhoto
	for _, p := range w.Photos {
		if p.Stage == s {
			out = append(out, p)
		}
	}
	return out
}

// AddPhotos keeps photos that staff took of the work: whoever has the order, or dispatches.
func (w *WorkOrder) AddPhotos(s PhotoStage, photos []MediaRef, album string, by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MovePhoto, by)
	}
	if err := w.handled(MovePhoto, by); err != nil {
		return err
	}
	if s.Label() == "" || len(photos) == 0 || len(w.Photos)+len(photos) > MaxWorkPhotos {
		return fmt.Errorf("%d photos %q for order %s, which has %d: %w", len(photos), s, w.Number, len(w.Photos), ErrInvalid)
	}
	kept, n := slices.Clone(w.Photos), 0
	for _, m := range photos {
		if m.Kind != Photo {
			return fmt.Errorf("%s is no photo of order %s: %w", m.Kind, w.Number, ErrInvalid)
		}
		if slices.ContainsFunc(kept, func(p WorkPhoto) bool {
			return p.Media.Ref == m.Ref && p.Media.Remote == m.Remote || m.Remote != "" && p.Media.Remote == m.Remote
		}) {
			continue // delivered twice
		}
		n++
		kept = append(kept, WorkPhoto{Media: m, Stage: s, By: by.Name, At: at, Album: album})
	}
	if n > 0 {
		w.Photos = kept
		w.log(MovePhoto, w.State, by, at, fmt.Sprintf("%s %d 张", s.Label(), n))
	}
	return nil
}

// PassPhotos has the resident get the photos of the finished work, each once.
func (w *WorkOrder) PassPhotos() {
	w.Photos = slices.Clone(w.Photos)
	for i := range w.Photos {
		if p := &w.Photos[i]; p.Stage == PhotoAfter && p.Passed.IsZero() {
			p.Passed = w.ResolvedAt
		}
	}
}

// Passed are the photos the resident gets with the word that the work is done.
func (w *WorkOrder) Passed() []MediaRef {
	var out []MediaRef
	for _, p := range w.Photos {
		if !p.Passed.IsZero() && p.Passed.UnixMilli() == w.ResolvedAt.UnixMilli() && len(out) < MaxMedia {
			out = append(out, p.Media)
		}
	}
	return out
}
