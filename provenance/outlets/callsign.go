package outlets

import "strings"

// CallSign reports whether s is the call sign of a North American radio or
// television station, such as WXYZ, KHOU-TV or CFTO-DT: letters by which a
// station that carries agency copy signs, and which are never an agency's.
// Words in capitals that have the form of a call sign are not taken for one.
func CallSign(s string) bool {
	base := s
	if i := strings.IndexByte(s, '-'); i >= 0 {
		base = s[:i]
		switch s[i+1:] {
		case "TV", "FM", "AM", "DT", "LD", "CD", "LP":
		default:
			return false
		}
	}
	if len(base) < 3 || len(base) > 4 {
		return false
	}
	for i := 0; i < len(base); i++ {
		if base[i] < 'A' || base[i] > 'Z' {
			return false
		}
	}
	switch base[0] {
	case 'W', 'K':
	case 'C':
		if len(base) != 4 || base[1] < 'F' || base[1] > 'K' {
			return false
		}
	default:
		return false
	}
	return base != s || !callSignWord(base)
}

// callSignWord reports whether a word or a common code has the form of a call sign.
func callSignWord(s string) bool {
	switch s {
	case "WAR", "WAS", "WAY", "WALL", "WANT", "WARM", "WARN", "WASH", "WAVE", "WEAK", "WEAR", "WEB", "WEEK", "WELL",
		"WENT", "WERE", "WEST", "WET", "WHAT", "WHEN", "WHO", "WHOM", "WHY", "WIDE", "WIFE", "WILD", "WILL", "WIN",
		"WIND", "WINE", "WING", "WINS", "WIRE", "WISE", "WISH", "WITH", "WOLF", "WON", "WOOD", "WORD", "WORK", "WWI",
		"WWII", "WMD", "WTO", "WFP", "WAM", "WAFA", "WSJ", "WTA", "WWE", "WWF", "WEF", "WHIP", "WIPO", "WMO", "WADA",
		"KEEN", "KEEP", "KEPT", "KEY", "KEYS", "KICK", "KID", "KIDS", "KILL", "KIND", "KING", "KISS", "KNEE", "KNEW",
		"KNOW", "KCNA", "KUNA", "KGB", "KFC", "KBS", "KKK", "KLM", "KRG", "KNA", "KPL", "KHN", "KFF", "CHAT", "CHEF",
		"CHIP", "CHIN", "CITE", "CITY", "CFTC", "CFO", "CGTN", "CIVIL", "CHOP", "CIAO", "CHI":
		return true
	}
	return false
}
