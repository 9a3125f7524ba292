#include "textflag.h"

// CLASSIFY sets 16 bits of r for the letters, the digits and the bytes that are not
// ASCII of the 16 bytes at offset. A byte b is one from low up to low+n when b-low,
// which wraps, is its own minimum with n.
#define CLASSIFY(offset, r) \
	MOVOU    offset(BX), X0 \
	MOVO     X0, X1         \ // letters: in lower case, from 'a' up to 'z'
	POR      X10, X1        \
	PSUBB    X11, X1        \
	MOVO     X1, X2         \
	PMINUB   X12, X2        \
	PCMPEQB  X1, X2         \
	MOVO     X0, X1         \ // digits: from '0' up to '9'
	PSUBB    X13, X1        \
	MOVO     X1, X3         \
	PMINUB   X14, X3        \
	PCMPEQB  X1, X3         \
	POR      X3, X2         \
	POR      X0, X2         \ // others: the highest bit is set
	PMOVMSKB X2, r

// SPREAD sets the bytes of x to those of value.
#define SPREAD(value, x) \
	MOVQ       $value, AX \
	MOVQ       AX, x      \
	PUNPCKLQDQ x, x

// TURN writes the place of the lowest bit of R8 and takes it away. Of no bit it
// writes anything.
#define TURN(k) \
	BSFQ R8, AX       \
	ADDL DX, AX       \
	MOVL AX, (4*k)(DI) \
	LEAQ -1(R8), AX   \
	ANDQ AX, R8

// func turnsSSE2(out *uint32, s *byte, blocks int, at uint32) (n int, open bool)
TEXT ·turnsSSE2(SB), NOSPLIT, $0-41
	MOVQ out+0(FP), SI
	MOVQ s+8(FP), BX
	MOVQ blocks+16(FP), CX
	SPREAD(0x2020202020202020, X10)
	SPREAD(0x6161616161616161, X11)
	SPREAD(0x1919191919191919, X12)
	SPREAD(0x3030303030303030, X13)
	SPREAD(0x0909090909090909, X14)
	MOVQ $0x5555555555555555, R13
	MOVQ $0x3333333333333333, R14
	MOVL at+24(FP), DX
	XORQ R12, R12               // whether the byte before belongs to a run

block:
	TESTQ CX, CX
	JLE   done
	CLASSIFY(0, R8)
	CLASSIFY(16, R9)
	CLASSIFY(32, R10)
	CLASSIFY(48, R11)
	SHLQ  $16, R9
	SHLQ  $32, R10
	SHLQ  $48, R11
	ORQ   R9, R8
	ORQ   R11, R10
	ORQ   R10, R8

	// R8 becomes the turns.
	MOVQ R8, R9
	LEAQ (R12)(R8*2), R10
	SHRQ $63, R9
	XORQ R10, R8
	MOVQ R9, R12

	// Where those of the next block go: behind as many as there are bits, counted
	// by twos, by fours and so on.
	MOVQ  R8, R9
	SHRQ  $1, R9
	ANDQ  R13, R9
	MOVQ  R8, R10
	SUBQ  R9, R10
	MOVQ  R10, R9
	SHRQ  $2, R9
	ANDQ  R14, R10
	ANDQ  R14, R9
	ADDQ  R9, R10
	MOVQ  R10, R9
	SHRQ  $4, R9
	ADDQ  R9, R10
	MOVQ  $0x0F0F0F0F0F0F0F0F, R9
	ANDQ  R9, R10
	MOVQ  $0x0101010101010101, R9
	IMULQ R9, R10
	SHRQ  $56, R10
	MOVQ  SI, DI
	LEAQ  (SI)(R10*4), SI

	// Eight at a time, with some too many, so as to branch seldom.
turn:
	TURN(0)
	TURN(1)
	TURN(2)
	TURN(3)
	TURN(4)
	TURN(5)
	TURN(6)
	TURN(7)
	ADDQ  $32, DI
	TESTQ R8, R8
	JNZ   turn

	ADDQ $64, BX
	ADDQ $64, DX
	DECQ CX
	JMP  block

done:
	SUBQ out+0(FP), SI
	SHRQ $2, SI
	MOVQ SI, n+32(FP)
	MOVB R12, open+40(FP)
	RET

// func simpleASM(dst *Word, ends *int32, edges *uint32, pairs int, s *byte, last, first int) (n, found int)
TEXT ·simpleASM(SB), NOSPLIT, $8-72
	MOVQ dst+0(FP), DI
	MOVQ ends+8(FP), R13
	MOVQ edges+16(FP), SI
	MOVQ s+32(FP), BX
	MOVQ first+48(FP), BP
	MOVQ $0x9E3779B97F4A7C15, R12 // hashSeed
	MOVQ $0x2020202020202020, R14

word:
	MOVL    (SI), R8             // start
	MOVL    4(SI), R9            // end
	CMPQ    R8, last+40(FP)
	JGT     done
	MOVQ    R9, CX
	SUBQ    R8, CX               // size
	CMPQ    CX, $16
	JA      done

	// The characters that may join what follows lie in 64 in a row; they join nothing
	// that is below the digits.
	MOVBLZX (BX)(R9*1), AX
	SUBL    $'\'', AX
	CMPL    AX, $63
	JA      alone
	MOVQ    $0x02000000000000A1, R10 // ' , . `
	BTQ     AX, R10
	JCC     alone
	CMPB    1(BX)(R9*1), $'0'
	JAE     done

alone:
	MOVQ    (BX)(R8*1), R10      // x
	MOVQ    8(BX)(R8*1), R11     // y
	MOVQ    R10, AX              // h = mix(hashSeed, x|0x20…)
	ORQ     R14, AX
	XORQ    R12, AX
	MOVQ    $0xD6E8FEB86659FD93, R15 // hashMul
	IMULQ   R15, AX
	MOVQ    AX, R15
	SHRQ    $32, R15
	XORQ    R15, AX
	MOVQ    CX, R15              // size
	NEGQ    CX
	SHLQ    $3, CX
	MOVQ    $-1, DX
	SHRQ    CX, DX               // keep
	CMPQ    R15, $8
	CMOVQLE R12, AX              // size <= 8: h, y = hashSeed, x
	CMOVQLE R10, R11
	ANDQ    DX, R11
	CMPQ    R15, $8
	CMOVQLE R11, R10             // and nothing else of x
	ORQ     R11, R10
	ANDQ    R14, DX
	ORQ     DX, R11
	MOVQ    $0x8080808080808080, DX
	TESTQ   DX, R10
	JNZ     done
	IMULQ   R12, R15
	XORQ    R11, AX              // finish
	ADDQ    R15, AX
	MOVQ    AX, R15
	SHRQ    $27, R15
	XORQ    R15, AX
	MOVQ    $0x3C79AC492BA7B653, DX
	IMULQ   DX, AX
	MOVQ    AX, R15
	SHRQ    $33, R15
	XORQ    R15, AX
	MOVQ    $0x1C69B3F74AC4AE35, DX
	IMULQ   DX, AX
	MOVQ    AX, R15
	SHRQ    $27, R15
	XORQ    R15, AX
	MOVQ    AX, (DI)
	MOVL    R8, 8(DI)
	MOVL    R9, 12(DI)
	ADDQ    $16, DI

	// Write its number, and keep it unless one space and the next run follow, which
	// begins in ASCII.
	MOVL    BP, (R13)
	MOVL    8(SI), AX
	MOVWLZX (BX)(R9*1), CX
	SUBL    R9, AX
	XORL    $' ', CX
	ANDL    $0x80FF, CX
	DECL    AX
	ORL     CX, AX
	CMPL    AX, $1               // carries when it is 0
	SBBQ    DX, DX
	LEAQ    4(R13)(DX*4), R13
	INCL    BP
	ADDQ    $8, SI
	DECQ    pairs+24(FP)
	JNZ     word

done:
	SUBQ dst+0(FP), DI
	SHRQ $4, DI
	MOVQ DI, n+56(FP)
	SUBQ ends+8(FP), R13
	SHRQ $2, R13
	MOVQ R13, found+64(FP)
	RET
