package desk

import "testing"

func TestHidePhone(t *testing.T) {
	for number, want := range map[string]string{"": "", "13812341234": "138****1234", "0571-88886666": "057****6666", "8888666": "****", "110": "****"} {
		if got := hidePhone(number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestHidden(t *testing.T) {
	const words = "3栋2单元501漏水，电话13812341234，或139 8888 7777"
	const masked = "3栋2单元***漏水，电话138****1234，或139****7777"
	order := func(p Priority, s OrderState, claimer StaffID) *WorkOrder {
		return &WorkOrder{Priority: p, State: s, ClaimedBy: claimer, Phone: "13812341234", Place: Place{Building: "3栋", Room: "501"}}
	}
	wang, chief := Staff{ID: 1, Role: RoleStaff}, Staff{ID: 2, Role: RoleDispatcher}
	for _, c := range []struct {
		name string
		mask Mask
		want string
	}{
		{"nobody's", order(P2, Opened, 0).HiddenFrom(wang), masked},
		{"a colleague's", order(P2, Claimed, 7).HiddenFrom(wang), masked},
		{"their own", order(P2, Claimed, 1).HiddenFrom(wang), words},
		{"dispatcher", order(P2, Opened, 0).HiddenFrom(chief), words},
		{"emergency", order(P0, Opened, 0).HiddenFrom(wang), words},
		{"room, unclaimed", order(P2, Opened, 0).HiddenFromRoom(), masked},
		{"room, claimed", order(P2, Claimed, 1).HiddenFromRoom(), words},
		{"room, emergency", order(P0, Opened, 0).HiddenFromRoom(), words},
	} {
		if got := c.mask.Words(words); got != c.want || c.mask.On() != (c.want == masked) {
			t.Errorf("%s: %q, on %t", c.name, got, c.mask.On())
		}
	}
}
