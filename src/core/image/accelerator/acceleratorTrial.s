# The guest program of the accelerator trial (see acceleratorTrial.ts). It is the VM's whole firmware: 64 KiB whose reset
# vector jumps here. It does what a kernel does in its first moments and writes one letter to the serial port after each
# step; then it writes to QEMU's isa-debug-exit port (0xf4), so that QEMU ends by itself: 0x10 for success.
# `node src/tools/acceleratorTrial.mjs` assembles it into acceleratorTrialCode.ts.

.intel_syntax noprefix

.equ stackTop, 0x7000
.equ idt, 0xa000
.equ pml4, 0x10000
.equ pdpt, 0x11000
.equ pdLow, 0x12000
.equ pdHigh, 0x13000
.equ xsaveArea, 0x14000
.equ apic, 0xfee00000
.equ tssBase, 0x6800

.macro stage letter
    mov al, \letter
    mov dx, 0x3f8
    out dx, al
.endm

.macro gate vector, handler
    mov edi, idt + \vector * 16
    mov eax, offset \handler
    call setGate
.endm

.code16
.globl start
start:
    # In ROM, at F000:0. Everything else runs in RAM at its linked address, 0x8000.
    cli
    cld
    mov ax, 0xf000
    mov ds, ax
    xor ax, ax
    mov es, ax
    mov ss, ax
    mov sp, stackTop
    xor si, si
    mov di, 0x8000
    mov cx, 0x1000
    rep movsw
    ljmp 0, offset inRam

inRam:
    mov ds, ax
    stage 'R'
    # Page tables: the first and the last of 4 GiB stand for themselves, in pages of 2 MiB; the second GiB is missing.
    mov di, 0x1000
    mov es, di
    xor di, di
    xor ax, ax
    mov cx, 0x4000
    rep stosw
    lgdt [gdtPointer]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    ljmp 0x08, offset protected

.code32
protected:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esp, stackTop
    stage 'P'
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb noLongMode
    mov eax, 0x80000001
    cpuid
    bt edx, 29
    jc hasLongMode
noLongMode:
    stage '-'
    mov al, 1
    out 0xf4, al
    jmp noLongMode
hasLongMode:
    mov dword ptr [pml4], pdpt + 7
    mov dword ptr [pdpt], pdLow + 7
    mov dword ptr [pdpt + 24], pdHigh + 7
    mov edi, pdLow
    mov eax, 0x87
    mov ecx, 512
1:  mov [edi], eax
    add eax, 0x200000
    add edi, 8
    loop 1b
    mov eax, 0xc0000087
    mov ecx, 512
1:  mov [edi], eax
    add eax, 0x200000
    add edi, 8
    loop 1b
    mov eax, cr4
    or eax, 0x20
    mov cr4, eax
    mov eax, pml4
    mov cr3, eax
    mov ecx, 0xc0000080
    rdmsr
    or eax, 0x100
    wrmsr
    mov eax, cr0
    or eax, 0x80010000
    mov cr0, eax
    ljmp 0x18, offset long

.code64
long:
    mov ax, 0x20
    mov ds, ax
    mov es, ax
    mov ss, ax
    xor eax, eax
    mov fs, ax
    mov gs, ax
    mov esp, stackTop
    stage 'L'

    # Exceptions through the IDT: an invalid opcode, and a page fault that its handler mends.
    mov edi, idt
    mov ecx, 256
1:  mov eax, offset fatal
    call setGate
    add edi, 16
    loop 1b
    gate 6, onInvalidOpcode
    gate 14, onPageFault
    gate 0x20, onPit
    gate 0x40, onApicTimer
    lidt [idtPointer]
    ud2
    cmp dword ptr [invalidOpcodes], 1
    jne fatal
    stage 'U'
    mov ebx, 0x40008000
    mov rax, [rbx]
    cmp rax, [0x8000]
    jne fatal
    cmp dword ptr [pageFaults], 1
    jne fatal
    invlpg [rbx]
    mov rax, cr3
    mov cr3, rax
    stage 'F'

    # Model-specific registers as a kernel reads and sets them.
    mov ecx, 0x10
    rdmsr
    mov ecx, 0x1b
    rdmsr
    wrmsr
    mov ecx, 0xfe
    rdmsr
    mov ecx, 0x277
    rdmsr
    wrmsr
    mov ecx, 0xc0000080
    rdmsr
    or eax, 1
    wrmsr
    mov ecx, 0xc0000081
    xor eax, eax
    mov edx, 0x00230018
    wrmsr
    mov ecx, 0xc0000082
    mov eax, offset onSystemCall
    xor edx, edx
    wrmsr
    mov ecx, 0xc0000084
    mov eax, 0x200
    wrmsr
    mov ecx, 0xc0000102
    mov eax, 0x1234
    wrmsr
    swapgs
    mov ecx, 0xc0000101
    rdmsr
    cmp eax, 0x1234
    jne fatal
    swapgs
    stage 'M'

    # User mode and back: an exception from there over the task's stack, and a system call.
    mov dword ptr [tssBase + 4], stackTop - 0x400
    mov dword ptr [tssBase + 8], 0
    mov word ptr [tssBase + 0x66], 0x68
    mov ax, 0x38
    ltr ax
    mov ecx, offset user
    mov r11d, 2
    .byte 0x48, 0x0f, 0x07 # sysretq
user:
    ud2
    syscall
    jmp user
onSystemCall:
    cmp dword ptr [invalidOpcodes], 2
    jne fatal
    mov ax, cs
    cmp ax, 0x18
    jne fatal
    stage 'S'

    # Floating point, and its state saved as far as this CPU has XSAVE.
    mov rax, cr0
    and eax, 0xfffffffb
    or eax, 0x22
    mov cr0, rax
    mov rax, cr4
    or eax, 0x600
    mov cr4, rax
    fninit
    xorps xmm0, xmm0
    mov eax, 1
    cpuid
    bt ecx, 26
    jnc 2f
    mov esi, 3
    bt ecx, 28
    jnc 1f
    mov esi, 7
1:  mov rax, cr4
    or eax, 0x40000
    mov cr4, rax
    xor ecx, ecx
    xgetbv
    mov eax, esi
    xor edx, edx
    xsetbv
    mov edi, xsaveArea
    xsave64 [rdi]
    xrstor64 [rdi]
2:  stage 'X'

    # Ticks of the local APIC's timer, 1 ms, waited for in HLT.
    mov ebx, apic
    mov dword ptr [rbx + 0x80], 0
    mov dword ptr [rbx + 0xf0], 0x1ff
    mov dword ptr [rbx + 0x3e0], 3
    mov dword ptr [rbx + 0x320], 0x20040
    mov dword ptr [rbx + 0x380], 62500
    mov esi, offset apicTicks
    call waitForThree
    stage 'T'

    # The same from the PIT over the old interrupt controllers.
    mov al, 0x11
    out 0x20, al
    mov al, 0x20
    out 0x21, al
    mov al, 4
    out 0x21, al
    mov al, 1
    out 0x21, al
    mov al, 0xfe
    out 0x21, al
    mov al, 0xff
    out 0xa1, al
    mov dword ptr [rbx + 0x350], 0x700
    mov al, 0x34
    out 0x43, al
    mov al, 0xa9
    out 0x40, al
    mov al, 0x04
    out 0x40, al
    mov esi, offset pitTicks
    call waitForThree
    mov al, 0xff
    out 0x21, al
    stage 'I'

    # The second CPU: INIT, some milliseconds, SIPI to the page at 0x9000.
    mov dword ptr [rbx + 0x310], 0x01000000
    mov dword ptr [rbx + 0x300], 0x4500
    mov dword ptr [apicTicks], 0
    mov esi, offset apicTicks
    call waitForThree
    mov dword ptr [rbx + 0x310], 0x01000000
    mov dword ptr [rbx + 0x300], 0x4609
    mov esi, offset secondCpu
    call waitForThree
    stage 'A'
    mov al, 0x10
    out 0xf4, al
1:  hlt
    jmp 1b

fatal:
    stage '!'
    mov al, 1
    out 0xf4, al
    jmp fatal

onInvalidOpcode:
    inc dword ptr [invalidOpcodes]
    add qword ptr [rsp], 2
    iretq

onPageFault:
    push rax
    inc dword ptr [pageFaults]
    mov rax, cr2
    cmp eax, 0x40008000
    jne fatal
    mov dword ptr [pdpt + 8], pdLow + 7
    pop rax
    add rsp, 8
    iretq

onApicTimer:
    push rax
    inc dword ptr [apicTicks]
    mov eax, apic
    mov dword ptr [rax + 0xb0], 0
    pop rax
    iretq

onPit:
    push rax
    inc dword ptr [pitTicks]
    mov al, 0x20
    out 0x20, al
    pop rax
    iretq

# Sleeps until the counter at rsi is 3 or more.
waitForThree:
    cli
    cmp dword ptr [rsi], 3
    jae 1f
    sti
    hlt
    jmp waitForThree
1:  ret

# Makes the gate at rdi lead to the handler at eax, which lies below 64 KiB.
setGate:
    mov [rdi], ax
    mov word ptr [rdi + 2], 0x18
    mov dword ptr [rdi + 4], 0x8e00
    mov qword ptr [rdi + 8], 0
    ret

.balign 16
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff # 08 code, 32 bits
    .quad 0x00cf92000000ffff # 10 data
    .quad 0x00af9a000000ffff # 18 code, 64 bits
    .quad 0x00cf92000000ffff # 20 data
    .quad 0x00cff2000000ffff # 28 data of user mode
    .quad 0x00affa000000ffff # 30 code of user mode, 64 bits
tss:
    .quad 0x0000890068000067 # 38 task state at 0x6800
    .quad 0
gdtPointer:
    .word . - gdt - 1
    .long gdt
idtPointer:
    .word 0xfff
    .quad idt
invalidOpcodes: .long 0
pageFaults: .long 0
apicTicks: .long 0
pitTicks: .long 0
secondCpu: .long 0

.org 0x1000
.code16
    cli
    xor ax, ax
    mov ds, ax
    mov dword ptr [secondCpu], 3
1:  hlt
    jmp 1b
