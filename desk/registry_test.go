package desk

import (
	"errors"
	"testing"
	"time"
)

func TestFlatIsWrittenOneWay(t *testing.T) {
	for _, c := range []struct {
		p    Place
		want Flat
		ok   bool
	}{
		{Place{Building: "3", Unit: "2", Room: "501"}, Flat{"3", "2", "501"}, true},
		{Place{Building: "03栋", Unit: "02单元", Room: "0501室"}, Flat{"3", "2", "501"}, true},
		{Place{Building: "3号楼", Room: "501号房"}, Flat{"3", "", "501"}, true},
		{Place{Building: "a座", Room: "1203"}, Flat{"A", "", "1203"}, true},
		{Place{Building: "座", Room: "1"}, Flat{"座", "", "1"}, true},
		{Place{Building: "3", Unit: "2"}, Flat{"3", "2", ""}, false},
		{Place{Room: "501"}, Flat{"", "", "501"}, false},
	} {
		if got, ok := c.p.Flat(); got != c.want || ok != c.ok {
			t.Errorf("%+v is %+v %t", c.p, got, ok)
		}
	}
}

func TestPhoneDigits(t *testing.T) {
	for in, want := range map[string]string{"13812341234": "13812341234", "+86 138-1234-1234": "13812341234", "8613812341234": "13812341234",
		"010-55501234": "01055501234", "861381234123": "861381234123", "": ""} {
		if got := PhoneDigits(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRegistryLineNamesItsFirstFault(t *testing.T) {
	good := Place{Building: "3栋", Unit: "2单元", Room: "501"}
	for _, c := range []struct {
		p     Place
		phone string
		field string
	}{
		{good, "13812341234", ""}, {good, "010-55501234", ""}, {Place{Building: "3", Room: "501"}, "13812341234", ""},
		{Place{Unit: "2", Room: "501"}, "13812341234", "building"}, {Place{Building: "3", Unit: "二 层", Room: "501"}, "13812341234", "unit"},
		{Place{Building: "3", Room: ""}, "13812341234", "room"}, {good, "", "phone"}, {good, "12345", "phone"}, {good, "1.38E+10", "phone"},
	} {
		var fault *Fault
		errors.As(CheckRegistryLine(c.p, c.phone), &fault)
		if c.field == "" && fault != nil || c.field != "" && (fault == nil || fault.Field != c.field) {
			t.Errorf("%+v %q: %+v, want %q", c.p, c.phone, fault, c.field)
		}
	}
}

// A verified home stays until another is verified.
func TestVerifiedHomeStays(t *testing.T) {
	var c Conversation
	there, own := Place{Building: "9", Unit: "1", Room: "101"}, Flat{"3", "2", "501"}
	c.LivesAt(there)
	if c.Home != there || c.LivesIn(there) {
		t.Errorf("what a resident says is taken, not verified: %+v", c.Home)
	}
	c.Verify(own, time.Unix(1, 0))
	c.LivesAt(there)
	if c.Home != own.Place() || c.LivesIn(there) || !c.LivesIn(Place{Building: "3栋", Unit: "2", Room: "501", Spot: "厨房"}) {
		t.Errorf("the verified home is %+v", c.Home)
	}
}
