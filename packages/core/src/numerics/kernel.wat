;; The arithmetic of every update, four float32 lanes at a time. Memory holds one block of each operand:
;;   byte 0     eight float32 coefficients
;;   byte 64    block 0, then block k at 64 + k * $block; every block is 8192 floats = 32768 bytes
;; No relaxed operation is used, so the bits are the same on every machine.
(module
  (memory (export "memory") 5)

  ;; block 8 := sum over k < terms of coefficient[k] * block k. Gives 1 where a NaN or an infinity came out: v - v is then not 0.
  (func (export "combine") (param $terms i32) (param $bytes i32) (result i32)
    (local $seen v128) (local $p i32) (local $source i32) (local $k i32) (local $c v128)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $bytes)))
        (local.set $c (v128.load32_splat (i32.const 0)))
        (local.set $source (i32.add (local.get $p) (i32.const 64)))
        (local.set $a (f32x4.mul (local.get $c) (v128.load offset=0 (local.get $source))))
        (local.set $b (f32x4.mul (local.get $c) (v128.load offset=16 (local.get $source))))
        (local.set $d (f32x4.mul (local.get $c) (v128.load offset=32 (local.get $source))))
        (local.set $e (f32x4.mul (local.get $c) (v128.load offset=48 (local.get $source))))
        (local.set $k (i32.const 1))
        (block $summed
          (loop $term
            (br_if $summed (i32.ge_u (local.get $k) (local.get $terms)))
            (local.set $source (i32.add (local.get $source) (i32.const 32768)))
            (local.set $c (v128.load32_splat (i32.shl (local.get $k) (i32.const 2))))
            (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $c) (v128.load offset=0 (local.get $source)))))
            (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $c) (v128.load offset=16 (local.get $source)))))
            (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $c) (v128.load offset=32 (local.get $source)))))
            (local.set $e (f32x4.add (local.get $e) (f32x4.mul (local.get $c) (v128.load offset=48 (local.get $source)))))
            (local.set $k (i32.add (local.get $k) (i32.const 1)))
            (br $term)))
        ;; 262208 = 64 + 8 * 32768
        (local.set $seen (v128.or
          (v128.or (local.get $seen) (v128.or (f32x4.sub (local.get $a) (local.get $a)) (f32x4.sub (local.get $b) (local.get $b))))
          (v128.or (f32x4.sub (local.get $d) (local.get $d)) (f32x4.sub (local.get $e) (local.get $e)))))
        (v128.store offset=262208 (local.get $p) (local.get $a))
        (v128.store offset=262224 (local.get $p) (local.get $b))
        (v128.store offset=262240 (local.get $p) (local.get $d))
        (v128.store offset=262256 (local.get $p) (local.get $e))
        (local.set $p (i32.add (local.get $p) (i32.const 64)))
        (br $next)))
    (v128.any_true (local.get $seen)))

  ;; with y = block 2 + level * block 3 (block 2 alone at level 0): block 8 := where block 0 (the mask) is 1: block 1; where it is
  ;; 0: y; between: y + mask (block 1 - y). Masks are ones and zeros over long stretches, so sixteen floats at a time are tried first
  ;; as all ones and all zeros. Written out: calls are not inlined.
  (func (export "project") (param $level f32) (param $bytes i32) (result i32)
    (local $seen v128) (local $p i32) (local $q i32) (local $end i32) (local $noisy i32)
    (local $c v128) (local $one v128) (local $zero v128) (local $m v128) (local $x v128) (local $y v128)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (local.set $noisy (f32.ne (local.get $level) (f32.const 0)))
    (local.set $c (f32x4.splat (local.get $level)))
    (local.set $one (f32x4.splat (f32.const 1)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $bytes)))
        (if (i32x4.all_true (v128.and
          (v128.and (f32x4.eq (v128.load offset=64 (local.get $p)) (local.get $one)) (f32x4.eq (v128.load offset=80 (local.get $p)) (local.get $one)))
          (v128.and (f32x4.eq (v128.load offset=96 (local.get $p)) (local.get $one)) (f32x4.eq (v128.load offset=112 (local.get $p)) (local.get $one)))))
          (then
            (local.set $a (v128.load offset=32832 (local.get $p)))
            (local.set $b (v128.load offset=32848 (local.get $p)))
            (local.set $d (v128.load offset=32864 (local.get $p)))
            (local.set $e (v128.load offset=32880 (local.get $p))))
          (else (if (i32x4.all_true (v128.and
          (v128.and (f32x4.eq (v128.load offset=64 (local.get $p)) (local.get $zero)) (f32x4.eq (v128.load offset=80 (local.get $p)) (local.get $zero)))
          (v128.and (f32x4.eq (v128.load offset=96 (local.get $p)) (local.get $zero)) (f32x4.eq (v128.load offset=112 (local.get $p)) (local.get $zero)))))
            (then
              (local.set $a (v128.load offset=65600 (local.get $p)))
              (local.set $b (v128.load offset=65616 (local.get $p)))
              (local.set $d (v128.load offset=65632 (local.get $p)))
              (local.set $e (v128.load offset=65648 (local.get $p)))
              (if (local.get $noisy) (then
                (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $c) (v128.load offset=98368 (local.get $p)))))
                (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $c) (v128.load offset=98384 (local.get $p)))))
                (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $c) (v128.load offset=98400 (local.get $p)))))
                (local.set $e (f32x4.add (local.get $e) (f32x4.mul (local.get $c) (v128.load offset=98416 (local.get $p))))))))
            (else
              (local.set $q (local.get $p))
              (local.set $end (i32.add (local.get $p) (i32.const 64)))
              (loop $lane
                (local.set $m (v128.load offset=64 (local.get $q)))
                (local.set $x (v128.load offset=32832 (local.get $q)))
                (local.set $y (v128.load offset=65600 (local.get $q)))
                (if (local.get $noisy) (then
                  (local.set $y (f32x4.add (local.get $y) (f32x4.mul (local.get $c) (v128.load offset=98368 (local.get $q)))))))
                (v128.store offset=262208 (local.get $q)
                  (v128.bitselect
                    (local.get $x)
                    (v128.bitselect
                      (local.get $y)
                      (f32x4.add (local.get $y) (f32x4.mul (local.get $m) (f32x4.sub (local.get $x) (local.get $y))))
                      (f32x4.eq (local.get $m) (local.get $zero)))
                    (f32x4.eq (local.get $m) (local.get $one))))
                (local.set $q (i32.add (local.get $q) (i32.const 16)))
                (br_if $lane (i32.lt_u (local.get $q) (local.get $end))))
              (local.set $a (v128.load offset=262208 (local.get $p)))
              (local.set $b (v128.load offset=262224 (local.get $p)))
              (local.set $d (v128.load offset=262240 (local.get $p)))
              (local.set $e (v128.load offset=262256 (local.get $p)))))))
        (local.set $seen (v128.or
          (v128.or (local.get $seen) (v128.or (f32x4.sub (local.get $a) (local.get $a)) (f32x4.sub (local.get $b) (local.get $b))))
          (v128.or (f32x4.sub (local.get $d) (local.get $d)) (f32x4.sub (local.get $e) (local.get $e)))))
        (v128.store offset=262208 (local.get $p) (local.get $a))
        (v128.store offset=262224 (local.get $p) (local.get $b))
        (v128.store offset=262240 (local.get $p) (local.get $d))
        (v128.store offset=262256 (local.get $p) (local.get $e))
        (local.set $p (i32.add (local.get $p) (i32.const 64)))
        (br $next)))
    (v128.any_true (local.get $seen)))

  ;; 1 where block 0 holds a NaN or an infinity (all exponent bits set), else 0
  (func (export "strange") (param $bytes i32) (result i32)
    (local $p i32) (local $seen v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $bytes)))
        (local.set $seen (v128.or (local.get $seen)
          (i32x4.eq
            (v128.and (v128.load offset=64 (local.get $p)) (v128.const i32x4 0x7f800000 0x7f800000 0x7f800000 0x7f800000))
            (v128.const i32x4 0x7f800000 0x7f800000 0x7f800000 0x7f800000))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $next)))
    (v128.any_true (local.get $seen))))
