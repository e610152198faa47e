package text

import "testing"

func TestIsEnglish(t *testing.T) {
	for s, want := range map[string]bool{
		"How can I pay the property fee?": true, "my toilet is blocked": true, "I smell gas in the kitchen": true, "lift": true,
		"water leak in 3-2-501": true, "invoice": true,
		"物业费怎么交": false, "wifi密码": false, "wuye fei zenme jiao": false, "dianti huai le": false, "wo yao baoxiu": false,
		"nuanqi bu re": false, "zhuang kong tiao, xian zai jiu yao": false, "shuang cheng, nve dai lv shi": false, "3-2-501": false, "": false, "？？": false, "مرحبا": false,
	} {
		if got := IsEnglish(s); got != want {
			t.Errorf("IsEnglish(%q) = %v", s, got)
		}
	}
}
