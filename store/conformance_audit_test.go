package store_test

import (
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// TestDisabledStaff: who is disabled loses every token at once, somebody who administers always
// stays, and each change leaves a line.
func TestDisabledStaff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		boss := must(s.AddStaff(ctx, desk.Staff{Community: "c", Name: "周经理", Role: desk.RoleManager}))
		hand := must(s.AddStaff(ctx, desk.Staff{Community: "c", Name: "王师傅", Role: desk.RoleStaff}))
		ok(t, s.LinkTelegram(ctx, hand.ID, "9"))
		session := must(s.NewStaffToken(ctx, hand.ID, store.TokenSession, time.Hour))
		api := must(s.NewStaffToken(ctx, hand.ID, store.TokenAPI, 0))
		line := func(act desk.AuditAct, about string) desk.AuditLine {
			return desk.AuditLine{Community: "c", Staff: boss.ID, Name: boss.Name, Act: act, About: about}
		}
		hand.Active = false
		ok(t, s.ChangeStaff(ctx, hand, line(desk.AuditDisabled, hand.Name)))
		for kind, token := range map[store.TokenKind]string{store.TokenSession: session, store.TokenAPI: api} {
			_, err := s.StaffByToken(ctx, kind, token)
			wantErr(t, err, desk.ErrNotFound)
		}
		_, err := s.StaffByTelegram(ctx, "9")
		wantErr(t, err, desk.ErrNotFound)
		hand.Active, hand.Role = true, desk.RoleDispatcher
		ok(t, s.ChangeStaff(ctx, hand, line(desk.AuditRole, hand.Name)))
		if _, err := s.StaffByToken(ctx, store.TokenSession, session); err == nil {
			t.Error("an ended session lives again")
		}
		gone := boss
		gone.Active = false
		wantErr(t, s.ChangeStaff(ctx, gone, line(desk.AuditDisabled, boss.Name)), desk.ErrConflict)
		if p := must(s.Staff(ctx, boss.ID)); !p.Active {
			t.Error("the last manager is gone")
		}
		ok(t, s.UnlinkTelegram(ctx, hand.ID, line(desk.AuditUnlinked, hand.Name)))
		if p := must(s.Staff(ctx, hand.ID)); p.Telegram != "" || p.Role != desk.RoleDispatcher {
			t.Errorf("%+v", p)
		}
		session = must(s.NewStaffToken(ctx, hand.ID, store.TokenSession, time.Hour))
		ok(t, s.RevokeTokens(ctx, hand.ID, line(desk.AuditLoggedOut, hand.Name)))
		_, err = s.StaffByToken(ctx, store.TokenSession, session)
		wantErr(t, err, desk.ErrNotFound)
		ok(t, s.Audit(ctx, desk.AuditLine{Community: "d", Act: desk.AuditLogin}))
		log := must(s.AuditLog(ctx, "c", 0, 10))
		if len(log) != 4 || log[0].Act != desk.AuditLoggedOut || log[3].Act != desk.AuditDisabled || log[3].Name != "周经理" || log[3].About != "王师傅" || !log[3].At.Equal(clock.Now()) {
			t.Errorf("%+v", log)
		}
		if older := must(s.AuditLog(ctx, "c", log[1].ID, 10)); len(older) != 2 {
			t.Errorf("%d lines before", len(older))
		}
	})
}
