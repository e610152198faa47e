package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	. "linli/desk"
)

func TestPhotosOfTheWork(t *testing.T) {
	c, at := community(t, nil), monday.Add(time.Hour)
	w := inState(t, c, Claimed)
	one := []MediaRef{{Ref: "a", Kind: Photo}}
	if w.StageNow() != PhotoBefore {
		t.Error("before the work a photo shows it as it was")
	}
	for name, err := range map[string]error{
		"no stage":       w.AddPhotos("", one, "", claimer, at),
		"none":           w.AddPhotos(PhotoAfter, nil, "", claimer, at),
		"a recording":    w.AddPhotos(PhotoAfter, []MediaRef{{Ref: "v", Kind: Voice}}, "", claimer, at),
		"the resident's": w.AddPhotos(PhotoAfter, one, "", TheResident, at),
		"too many":       w.AddPhotos(PhotoAfter, slices.Repeat(one, MaxWorkPhotos+1), "", claimer, at),
	} {
		if !errors.Is(err, ErrInvalid) || len(w.Photos) != 0 || w.NewLog != 0 {
			t.Errorf("%s: %v, %d photos", name, err, len(w.Photos))
		}
	}
	two := []MediaRef{{Ref: "b", Kind: Photo}, {Ref: "c", Kind: Photo}}
	if err := errors.Join(w.AddPhotos(PhotoBefore, one, "", claimer, at), w.Start(claimer, c, at), w.AddPhotos(PhotoAfter, two, "g", dispatcher, at)); err != nil {
		t.Fatal(err)
	}
	if w.StageNow() != PhotoAfter || len(w.PhotosOf(PhotoBefore)) != 1 || len(w.PhotosOf(PhotoAfter)) != 2 || w.Photos[2].Album != "g" || w.Photos[2].By != dispatcher.Name {
		t.Errorf("photos %+v", w.Photos)
	}
	if last := w.Log[len(w.Log)-1]; last.Move != MovePhoto || last.Why != "处理后 2 张" {
		t.Errorf("logged %+v", last)
	}
	if err := w.Resolve(claimer, "好了", c, at); err != nil || w.Passed() != nil {
		t.Errorf("%v, passed %v before anybody said so", err, w.Passed())
	}
	w.PassPhotos()
	if got := w.Passed(); !slices.Equal(got, two) {
		t.Errorf("passed %v", got)
	}
	// After a reopening the resident gets only what is new; who lost the order adds nothing.
	if err := w.Confirm(false, c, at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := w.AddPhotos(PhotoAfter, one, "", claimer, at); !errors.Is(err, ErrConflict) {
		t.Errorf("added to an order nobody has: %v", err)
	}
	at = at.Add(2 * time.Hour)
	new := []MediaRef{{Ref: "d", Kind: Photo}}
	if err := errors.Join(w.Claim(colleague, at), w.Start(colleague, c, at)); err != nil {
		t.Fatal(err)
	}
	if err := w.AddPhotos(PhotoAfter, one, "", claimer, at); !errors.Is(err, ErrConflict) {
		t.Errorf("added to a colleague's order: %v", err)
	}
	if err := errors.Join(w.AddPhotos(PhotoAfter, new, "", colleague, at), w.AddPhotos(PhotoAfter, new, "", colleague, at), w.Resolve(colleague, "又好了", c, at)); err != nil {
		t.Fatal(err)
	}
	if w.PassPhotos(); !slices.Equal(w.Passed(), new) {
		t.Errorf("passed %v", w.Passed())
	}
	checkLog(t, w)
}
