package bot

import (
	"context"

	"linli/desk"
	"linli/text"
)

// AddPhotos keeps photos of the work, before or after it; the resident gets those after
// it with the word that it is done.
func (s *Staff) AddPhotos(ctx context.Context, by desk.Staff, order int64, stage desk.PhotoStage, photos []desk.MediaRef) (desk.WorkOrder, error) {
	return s.addPhotos(ctx, by, order, stage, photos, "")
}

func (s *Staff) addPhotos(ctx context.Context, by desk.Staff, order int64, stage desk.PhotoStage, photos []desk.MediaRef, album string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.AddPhotos(stage, photos, album, by.Actor(), a.now) })
}

// photoWords are captions that say what a photo of staff shows.
var photoWords = map[string]desk.PhotoStage{"前": desk.PhotoBefore, "处理前": desk.PhotoBefore, "维修前": desk.PhotoBefore, "修前": desk.PhotoBefore,
	"后": desk.PhotoAfter, "处理后": desk.PhotoAfter, "维修后": desk.PhotoAfter, "修后": desk.PhotoAfter, "修好了": desk.PhotoAfter, "完工": desk.PhotoAfter}

// workPhoto reports what a photo in a staff room shows of the work; ok is false for one
// that is for the resident: it has other words, or came together with some.
func workPhoto(in desk.Inbound, w *desk.WorkOrder, spoken string) (stage desk.PhotoStage, ok bool) {
	for _, m := range in.Media {
		if m.Kind != desk.Photo {
			return "", false
		}
	}
	key := text.Key(in.Text)
	if stage, ok = photoWords[key]; ok || key != "" || len(in.Media) == 0 {
		return stage, ok && len(in.Media) > 0
	}
	if !w.State.InHand() {
		return "", false
	}
	if in.Album != "" { // only one photo of an album carries its words
		if in.Album == spoken {
			return "", false
		}
		for i := range w.Photos {
			if w.Photos[i].Album == in.Album {
				return w.Photos[i].Stage, true
			}
		}
	}
	return w.StageNow(), true
}

// photoOf makes a photo of the work of what would be said to the resident otherwise.
func (r *Room) photoOf(ctx context.Context, in desk.Inbound, w *desk.WorkOrder, c command) (command, error) {
	if c.verb != "say" || len(in.Media) == 0 {
		return c, nil
	}
	var talk desk.Conversation
	if w.Conversation != 0 {
		var err error
		if talk, err = r.Acts.Orders.Conversation(ctx, w.Conversation); err != nil {
			return c, err
		}
	}
	if stage, ok := workPhoto(in, w, talk.State.StaffAlbum); ok {
		c.verb, c.rest = "photo", string(stage)
	}
	return c, nil
}

// say gives words and photos of a staff room to the resident.
func (r *Room) say(ctx context.Context, in desk.Inbound, by desk.Staff, c command) (desk.WorkOrder, error) {
	return r.Acts.act(ctx, c.order, func(a *act) error {
		if a.c != nil && in.Album != "" {
			a.c.State.StaffAlbum = in.Album
		}
		return a.speak(by.Actor(), "room:"+in.ExternalID, c.rest, in.Media)
	})
}

const roomPhotoKept = "已存为%s的照片（共 %d 张）。%s"
