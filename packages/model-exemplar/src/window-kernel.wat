;; What lies along the diagonals of the products of frames, two float64 lanes at a time: window-kernel.ts says where everything is in
;; the memory. Learnt frames are taken 32 at a time ("blocks"); diagonals are in blocks of 32 too, of which `live` counts by how many
;; weights each is held. No relaxed operation is used and every sum has one order, so the bits are the same on every machine.
(module
  (memory (export "memory") 1)

  ;; sums += match - old, for `blocks` blocks; best[block] := the largest of its sums with their offsets; gives the largest of all
  (func (export "slide") (param $sums i32) (param $match i32) (param $old i32) (param $offsets i32) (param $best i32) (param $blocks i32) (result f64)
    (local $i i32) (local $m v128) (local $o v128) (local $s v128) (local $a v128) (local $b v128) (local $all v128)
    (local.set $all (v128.const f64x2 -inf -inf))
    (loop $block
      (local.set $a (v128.const f64x2 -inf -inf))
      (local.set $b (v128.const f64x2 -inf -inf))
      (local.set $i (i32.const 0))
      (loop $eight
        (local.set $m (v128.load offset=0 align=4 (local.get $match)))
        (local.set $o (v128.load offset=0 align=4 (local.get $old)))
        (local.set $s (f64x2.add (v128.load offset=0 align=8 (local.get $sums))
          (f64x2.sub (f64x2.promote_low_f32x4 (local.get $m)) (f64x2.promote_low_f32x4 (local.get $o)))))
        (v128.store offset=0 align=8 (local.get $sums) (local.get $s))
        (local.set $a (f64x2.pmax (local.get $a) (f64x2.add (local.get $s) (v128.load offset=0 align=8 (local.get $offsets)))))
        (local.set $m (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $m) (local.get $m)))
        (local.set $o (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $o) (local.get $o)))
        (local.set $s (f64x2.add (v128.load offset=16 align=8 (local.get $sums))
          (f64x2.sub (f64x2.promote_low_f32x4 (local.get $m)) (f64x2.promote_low_f32x4 (local.get $o)))))
        (v128.store offset=16 align=8 (local.get $sums) (local.get $s))
        (local.set $b (f64x2.pmax (local.get $b) (f64x2.add (local.get $s) (v128.load offset=16 align=8 (local.get $offsets)))))
        (local.set $m (v128.load offset=16 align=4 (local.get $match)))
        (local.set $o (v128.load offset=16 align=4 (local.get $old)))
        (local.set $s (f64x2.add (v128.load offset=32 align=8 (local.get $sums))
          (f64x2.sub (f64x2.promote_low_f32x4 (local.get $m)) (f64x2.promote_low_f32x4 (local.get $o)))))
        (v128.store offset=32 align=8 (local.get $sums) (local.get $s))
        (local.set $a (f64x2.pmax (local.get $a) (f64x2.add (local.get $s) (v128.load offset=32 align=8 (local.get $offsets)))))
        (local.set $m (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $m) (local.get $m)))
        (local.set $o (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $o) (local.get $o)))
        (local.set $s (f64x2.add (v128.load offset=48 align=8 (local.get $sums))
          (f64x2.sub (f64x2.promote_low_f32x4 (local.get $m)) (f64x2.promote_low_f32x4 (local.get $o)))))
        (v128.store offset=48 align=8 (local.get $sums) (local.get $s))
        (local.set $b (f64x2.pmax (local.get $b) (f64x2.add (local.get $s) (v128.load offset=48 align=8 (local.get $offsets)))))
        (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
        (local.set $offsets (i32.add (local.get $offsets) (i32.const 64)))
        (local.set $match (i32.add (local.get $match) (i32.const 32)))
        (local.set $old (i32.add (local.get $old) (i32.const 32)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br_if $eight (i32.lt_u (local.get $i) (i32.const 32))))
      (local.set $a (f64x2.pmax (local.get $a) (local.get $b)))
      (local.set $a (f64x2.pmax (local.get $a) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a))))
      (v128.store64_lane align=8 0 (local.get $best) (local.get $a))
      (local.set $all (f64x2.pmax (local.get $all) (local.get $a)))
      (local.set $best (i32.add (local.get $best) (i32.const 8)))
      (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
      (br_if $block (local.get $blocks)))
    (f64x2.extract_lane 0 (local.get $all)))

  ;; weights := exp((sums + offsets - most) precision), 0 where a sum with its offset is less than `least`, in the blocks whose best is
  ;; not. `active` := how many blocks these are, and which. Gives the sum of the weights. The exponential is a power of two times
  ;; Taylor's polynomial of the seventh degree about the middle of an octave, within 6e-9 of it; beyond 2^-62 it is no smaller.
  (func (export "weigh") (param $sums i32) (param $offsets i32) (param $best i32) (param $blocks i32) (param $most f64) (param $least f64) (param $precision f64) (param $weights i32) (param $active i32) (result f64)
    (local $block i32) (local $i i32) (local $w i32) (local $s i32) (local $o i32) (local $count i32)
    (local $l v128) (local $x v128) (local $k v128) (local $r v128) (local $p v128) (local $all v128)
    (loop $next
      (if (f64.ge (f64.load (i32.add (local.get $best) (i32.shl (local.get $block) (i32.const 3)))) (local.get $least)) (then
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (i32.store (i32.add (local.get $active) (i32.shl (local.get $count) (i32.const 2))) (local.get $block))
        (local.set $s (i32.add (local.get $sums) (i32.shl (local.get $block) (i32.const 8))))
        (local.set $o (i32.add (local.get $offsets) (i32.shl (local.get $block) (i32.const 8))))
        (local.set $w (i32.add (local.get $weights) (i32.shl (local.get $block) (i32.const 7))))
        (local.set $i (i32.const 16))
        (loop $two
          (local.set $l (f64x2.add (v128.load align=8 (local.get $s)) (v128.load align=8 (local.get $o))))
          (local.set $x (f64x2.mul (f64x2.sub (f64x2.splat (local.get $most)) (local.get $l)) (f64x2.splat (local.get $precision))))
          (local.set $x (f64x2.pmin (f64x2.mul (local.get $x) (v128.const f64x2 0x1.71547652b82fep+0 0x1.71547652b82fep+0)) (v128.const f64x2 62 62)))
          (local.set $k (f64x2.floor (local.get $x)))
          (local.set $r (f64x2.mul (f64x2.sub (v128.const f64x2 0x1.0000000000000p-1 0x1.0000000000000p-1) (f64x2.sub (local.get $x) (local.get $k))) (v128.const f64x2 0x1.62e42fefa39efp-1 0x1.62e42fefa39efp-1)))
          (local.set $p (v128.const f64x2 0x1.a01a01a01a01ap-13 0x1.a01a01a01a01ap-13))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.6c16c16c16c17p-10 0x1.6c16c16c16c17p-10)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.1111111111111p-7 0x1.1111111111111p-7)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.5555555555555p-5 0x1.5555555555555p-5)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.5555555555555p-3 0x1.5555555555555p-3)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.0000000000000p-1 0x1.0000000000000p-1)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.0000000000000p+0 0x1.0000000000000p+0)))
          (local.set $p (f64x2.add (f64x2.mul (local.get $p) (local.get $r)) (v128.const f64x2 0x1.0000000000000p+0 0x1.0000000000000p+0)))
          (local.set $k (i64x2.shl (i64x2.sub (v128.const i64x2 1023 1023) (i64x2.extend_low_i32x4_u (i32x4.trunc_sat_f64x2_u_zero (local.get $k)))) (i32.const 52)))
          (local.set $p (v128.and
            (f64x2.mul (f64x2.mul (local.get $p) (v128.const f64x2 0x1.6a09e667f3bcdp-1 0x1.6a09e667f3bcdp-1)) (local.get $k))
            (f64x2.ge (local.get $l) (f64x2.splat (local.get $least)))))
          (local.set $all (f64x2.add (local.get $all) (local.get $p)))
          (v128.store64_lane align=4 0 (local.get $w) (f32x4.demote_f64x2_zero (local.get $p)))
          (local.set $s (i32.add (local.get $s) (i32.const 16)))
          (local.set $o (i32.add (local.get $o) (i32.const 16)))
          (local.set $w (i32.add (local.get $w) (i32.const 8)))
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (br_if $two (local.get $i)))))
      (local.set $block (i32.add (local.get $block) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $block) (local.get $blocks))))
    (i32.store (local.get $active) (local.get $count))
    (f64.add (f64x2.extract_lane 0 (local.get $all)) (f64x2.extract_lane 1 (local.get $all))))

  ;; one block of diagonals is held by `step` weights more: of one that none holds any more the sums are 0, to the last bit
  (func $hold (param $sums i32) (param $live i32) (param $at i32) (param $step i32)
    (local $place i32) (local $held i32)
    (local.set $place (i32.add (local.get $live) (i32.shl (local.get $at) (i32.const 2))))
    (local.set $held (i32.add (i32.load (local.get $place)) (local.get $step)))
    (i32.store (local.get $place) (local.get $held))
    (if (i32.eqz (local.get $held)) (then
      (memory.fill (i32.add (local.get $sums) (i32.shl (local.get $at) (i32.const 8))) (i32.const 0) (i32.const 256)))))

  ;; sums[base ...] += scale weights, in the blocks that are active; `step` is 1 for weights that come in, -1 for those that go out
  (func (export "add") (param $sums i32) (param $live i32) (param $base i32) (param $weights i32) (param $active i32) (param $scale f64) (param $step i32)
    (local $left i32) (local $block i32) (local $i i32) (local $w i32) (local $s i32) (local $first i32) (local $m v128) (local $by v128)
    (local.set $left (i32.load (local.get $active)))
    (local.set $by (f64x2.splat (local.get $scale)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $active (i32.add (local.get $active) (i32.const 4)))
        (local.set $block (i32.load (local.get $active)))
        (local.set $w (i32.add (local.get $weights) (i32.shl (local.get $block) (i32.const 7))))
        (local.set $first (i32.add (local.get $base) (i32.shl (local.get $block) (i32.const 5))))
        (local.set $s (i32.add (local.get $sums) (i32.shl (local.get $first) (i32.const 3))))
        (local.set $i (i32.const 8))
        (loop $four
          (local.set $m (v128.load align=4 (local.get $w)))
          (v128.store offset=0 align=8 (local.get $s) (f64x2.add (v128.load offset=0 align=8 (local.get $s))
            (f64x2.mul (local.get $by) (f64x2.promote_low_f32x4 (local.get $m)))))
          (v128.store offset=16 align=8 (local.get $s) (f64x2.add (v128.load offset=16 align=8 (local.get $s))
            (f64x2.mul (local.get $by) (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $m) (local.get $m))))))
          (local.set $w (i32.add (local.get $w) (i32.const 16)))
          (local.set $s (i32.add (local.get $s) (i32.const 32)))
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (br_if $four (local.get $i)))
        (call $hold (local.get $sums) (local.get $live) (i32.shr_u (local.get $first) (i32.const 5)) (local.get $step))
        (call $hold (local.get $sums) (local.get $live) (i32.shr_u (i32.add (local.get $first) (i32.const 31)) (i32.const 5)) (local.get $step))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next))))

  ;; the learnt frames f below `frames` whose sums[base + f] is not less than `least`, times `width`, and that sum times scale: `from` and
  ;; `counts`. Gives how many they are, or -1 where there are more than `room`.
  (func (export "collect") (param $sums i32) (param $live i32) (param $base i32) (param $frames i32) (param $width i32) (param $least f64) (param $scale f64) (param $from i32) (param $counts i32) (param $room i32) (result i32)
    (local $at i32) (local $end i32) (local $stop i32) (local $count i32) (local $s i32) (local $value f64)
    (local.set $at (local.get $base))
    (local.set $end (i32.add (local.get $base) (local.get $frames)))
    (loop $next
      ;; the end of this block of diagonals, or of all
      (local.set $stop (i32.add (i32.or (local.get $at) (i32.const 31)) (i32.const 1)))
      (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
      (if (i32.load (i32.add (local.get $live) (i32.shl (i32.shr_u (local.get $at) (i32.const 5)) (i32.const 2)))) (then
        (loop $one
          (local.set $value (f64.load (i32.add (local.get $sums) (i32.shl (local.get $at) (i32.const 3)))))
          (if (f64.ge (local.get $value) (local.get $least)) (then
            (if (i32.eq (local.get $count) (local.get $room)) (then (return (i32.const -1))))
            (i32.store (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 2))) (i32.mul (local.get $width) (i32.sub (local.get $at) (local.get $base))))
            (f64.store (i32.add (local.get $counts) (i32.shl (local.get $count) (i32.const 3))) (f64.mul (local.get $value) (local.get $scale)))
            (local.set $count (i32.add (local.get $count) (i32.const 1)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $one (i32.lt_u (local.get $at) (local.get $stop))))))
      (local.set $at (local.get $stop))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $count))

  ;; out := scale sums, as float32, for `blocks` blocks
  (func (export "spread") (param $sums i32) (param $out i32) (param $scale f64) (param $blocks i32)
    (local $i i32) (local $by v128)
    (local.set $by (f64x2.splat (local.get $scale)))
    (local.set $i (i32.shl (local.get $blocks) (i32.const 4)))
    (loop $two
      (v128.store64_lane align=4 0 (local.get $out) (f32x4.demote_f64x2_zero (f64x2.mul (local.get $by) (v128.load align=8 (local.get $sums)))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $two (local.get $i)))))
