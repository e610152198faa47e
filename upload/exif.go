package upload

import "encoding/binary"

// Of all that Exif says one thing is kept: how the picture is to be turned.

const (
	orientationTag = 0x0112
	upright        = 1
	exifHead       = "Exif\x00\x00" // before the TIFF data in JPEG, and in some WebP
	exifSize       = 26             // bytes of exifOf
)

// orientation reads it from TIFF data; 0 is none.
func orientation(tiff []byte) uint16 {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	count := int64(order.Uint16(tiff[at:]))
	for at += 2; count > 0 && at+12 <= int64(len(tiff)); count, at = count-1, at+12 {
		entry := tiff[at : at+12]
		if order.Uint16(entry) != orientationTag {
			continue
		}
		const short = 3
		if o := order.Uint16(entry[8:]); order.Uint16(entry[2:]) == short && order.Uint32(entry[4:]) == 1 && o >= upright && o <= 8 {
			return o
		}
		return 0
	}
	return 0
}

// exifOf is TIFF data that says nothing but how the picture is to be turned.
func exifOf(orientation uint16) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")                          // one entry, at byte 8
	b = append(b, orientationTag>>8, orientationTag&0xff, 0, 3, 0, 0, 0, 1) // one short
	b = append(b, byte(orientation>>8), byte(orientation), 0, 0)
	return append(b, 0, 0, 0, 0) // no further directory
}
