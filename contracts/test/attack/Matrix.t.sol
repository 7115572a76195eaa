// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Furnace, Receiver} from "../Receivers.sol";
import {ASKS, CHANGE, Entries, Entry, MOVES, PASSES, RELEASES, SENDS, SWEEPS, TAKES} from "./Entries.sol";
import {Mood, Odd} from "./Oddity.sol";

/// Everything that can be odd about tokens, accounts, policies and callers, times every function that changes state. Each
/// cell either ends exactly as it would without the oddity (`Same`), or ends otherwise while the money still is where the
/// books say (`Exact`), or is refused with a named error and changes nothing.
contract MatrixTest is Entries {
    enum End {
        Same,
        Exact,
        /// As Exact, but Tributary may have more than it owes: the token kept what should have left.
        Solvent,
        Refused
    }

    struct Cell {
        End end;
        bytes4 reason;
    }

    bytes4 private constant ANY = 0xffffffff;
    bytes4 private constant WORDS = 0x08c379a0;
    bytes4 private constant FAILED = SafeERC20.SafeERC20FailedOperation.selector;
    bytes4 private constant MISMATCH = Errors.Payment_ReceivedMismatch.selector;
    uint256 private constant GAS = 6_000_000;
    uint256 private constant DROPS = 40;
    address private mallory = makeAddr("mallory");

    /// How each row ends when nothing is odd.
    bytes32[] private sameBooks;
    bytes32[] private samePurses;
    uint256[] private sameGas;
    bytes32 private booksBefore;
    int256 private surplusBefore;
    string private column;

    // ── The rows are all there are ───────────────────────────────────────────────────────────────────────────────────

    /// Fails when a function that changes state is added to a contract and not to the matrix.
    function test_EveryFunctionThatChangesStateHasARow() public {
        prepare(true);
        isComplete("contracts/out/Tributary.sol/Tributary.json", "");
        isComplete("contracts/out/ShareToken.sol/ShareToken.json", ".");
    }

    function isComplete(string memory file, string memory prefix) private view {
        string memory json = vm.readFile(file);
        uint256 found;
        for (uint256 i; ; ++i) {
            string memory item = string.concat("$.abi[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, item)) break;
            if (!vm.keyExistsJson(json, string.concat(item, ".stateMutability"))) continue;
            if (!equal(vm.parseJsonString(json, string.concat(item, ".type")), "function")) continue;
            string memory mutability = vm.parseJsonString(json, string.concat(item, ".stateMutability"));
            if (equal(mutability, "view") || equal(mutability, "pure")) continue;
            string memory name = string.concat(prefix, vm.parseJsonString(json, string.concat(item, ".name")));
            assertTrue(hasRow(name) || isTributarysAlone(name), string.concat("no row: ", name));
            ++found;
        }
        assertGt(found, 5, "no functions found");
    }

    function hasRow(string memory name) private view returns (bool) {
        for (uint256 i; i < rows.length; ++i) if (equal(rows[i].name, name)) return true;
        return false;
    }

    /// What the share token does when Tributary says so: its own test below.
    function isTributarysAlone(string memory name) private pure returns (bool) {
        return equal(name, ".announce") || equal(name, ".announceMint") || equal(name, ".release");
    }

    function test_TheShareTokenObeysNobodyElse() public {
        prepare(true);
        bytes[3] memory calls = [
            abi.encodeCall(IShareToken.announce, (anna, ben, 1)),
            abi.encodeCall(IShareToken.announceMint, (draft().holders)),
            abi.encodeCall(IShareToken.release, (address(token), mallory, 1))
        ];
        for (uint256 i; i < 3; ++i) {
            vm.prank(mallory);
            (bool done, bytes memory answer_) = inbox.call(calls[i]);
            assertFalse(done);
            assertEq(answer_, abi.encodeWithSelector(IShareToken.ShareToken_CallerNotTributary.selector, mallory));
        }
    }

    // ── Odd tokens ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TokensThatTakeFees() public {
        tokens(Odd.Fee, refused(MISMATCH), exact(), exact(), exact());
    }

    function test_TokensThatBringMore() public {
        tokens(Odd.Generous, refused(MISMATCH), exact(), exact(), exact());
    }

    function test_TokensThatLie() public {
        tokens(Odd.Lying, refused(FAILED), refused(FAILED), refused(FAILED), exact());
    }

    function test_TokensThatMoveNothing() public {
        tokens(Odd.Empty, refused(MISMATCH), Cell(End.Solvent, 0), refused(MISMATCH), exact());
    }

    function test_TokensWithoutReturnValue() public {
        tokens(Odd.Silent, same(), same(), same(), same());
    }

    function test_TokensThatBlockEverybodyElse() public {
        tokens(Odd.Blocking, same(), refused(WORDS), same(), same());
    }

    function test_TokensThatBlockTributary() public {
        tokens(Odd.Freezing, refused(WORDS), same(), refused(WORDS), exact());
    }

    function test_TokensThatArePaused() public {
        tokens(Odd.Paused, refused(WORDS), refused(WORDS), refused(Errors.Inbox_Empty.selector), exact());
    }

    function test_TokensThatBurnGas() public {
        tokens(Odd.Burning, refused(ANY), refused(ANY), refused(ANY), exact());
    }

    function test_TokensThatAnswerTooMuch() public {
        tokens(Odd.Bombing, same(), same(), same(), same());
    }

    function test_TokensThatAreGone() public {
        prepare(false);
        column = "gone";
        bytes4 empty = Errors.Inbox_Empty.selector;
        for (uint256 i; i < rows.length; ++i) {
            Cell memory cell = worst(rows[i].traits, refused(ANY), refused(FAILED), refused(empty), exact());
            if (equal(rows[i].name, "publish")) cell = refused(Errors.Currency_WithoutCode.selector);
            this.tryGone(i, cell);
        }
    }

    function tryGone(uint256 i, Cell memory cell) external {
        uint256 snapshot = vm.snapshotState();
        bytes memory code = address(token).code;
        vm.etch(address(token), "");
        Result memory r = run(i);
        vm.etch(address(token), code);
        judge(i, r, cell);
        vm.revertToState(snapshot);
    }

    /// A rebase took everything Tributary had: what comes in is right, what should go out waits for better times.
    function test_TokensThatShrink() public {
        prepare(false);
        column = "shrunk";
        token.burn(address(tributary), token.balanceOf(address(tributary)));
        surplusBefore = surplus();
        Cell memory poor = refused(IERC20Errors.ERC20InsufficientBalance.selector);
        for (uint256 i; i < rows.length; ++i) {
            this.tryCell(i, rows[i].traits & SENDS != 0 ? poor : exact());
        }
    }

    function tokens(Odd odd, Cell memory takes, Cell memory sends, Cell memory sweeps, Cell memory moves) private {
        prepare(false);
        column = vm.toString(uint256(odd));
        for (uint256 i; i < rows.length; ++i) {
            this.tryOdd(i, odd, worst(rows[i].traits, takes, sends, sweeps, moves));
        }
    }

    function tryOdd(uint256 i, Odd odd, Cell memory cell) external {
        uint256 snapshot = vm.snapshotState();
        token.turn(odd);
        Result memory r = run(i);
        token.turn(Odd.Plain);
        judge(i, r, cell);
        vm.revertToState(snapshot);
    }

    /// By itself, as all cells, so that no cell's memory stays.
    function tryCell(uint256 i, Cell memory cell) external {
        uint256 snapshot = vm.snapshotState();
        judge(i, run(i), cell);
        vm.revertToState(snapshot);
    }

    /// In the order in which things happen: the first refusal, else the weakest end.
    function worst(
        uint256 traits,
        Cell memory takes,
        Cell memory sends,
        Cell memory sweeps,
        Cell memory moves
    ) private pure returns (Cell memory end) {
        Cell[4] memory ends = [takes, sweeps, moves, sends];
        uint256[4] memory kinds = [TAKES, SWEEPS, MOVES, SENDS | PASSES];
        for (uint256 i; i < 4; ++i) {
            if (traits & kinds[i] == 0 || end.end == End.Refused) continue;
            if (ends[i].end > end.end) end = ends[i];
        }
    }

    // ── Odd accounts ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AccountsThatRefuseEverything() public {
        accounts(hex"fe", true);
    }

    function test_AccountsThatBurnGas() public {
        accounts(address(new Furnace()).code, true);
    }

    function test_AccountsThatTakeCoinsAndAnswerNothing() public {
        accounts(hex"00", false);
    }

    /// They answer a hundred thousand bytes of zeros, or revert with them.
    function test_AccountsThatAnswerTooMuch() public {
        accounts(hex"620186a05ff3", false);
        accounts(hex"620186a05ffd", true);
    }

    function test_AccountsThatDelegateToSomethingBad() public {
        accounts(abi.encodePacked(hex"ef0100", address(new Furnace())), true);
    }

    /// In both worlds: with native currency, and with a token (where coins are for sale).
    function accounts(bytes memory code, bool refuseCoins) private {
        column = vm.toString(code);
        for (uint256 world; world < 2; ++world) {
            bool native = world == 0;
            prepare(native);
            for (uint256 i; i < 9; ++i) vm.etch(everybody()[i], code);
            uint256 coming = native ? SENDS | PASSES | CHANGE : RELEASES;
            for (uint256 i; i < rows.length; ++i) {
                Cell memory cell;
                if (rows[i].traits & ASKS != 0) cell = refused(Errors.Shares_ReceiverRefused.selector);
                if (refuseCoins && rows[i].traits & coming != 0) cell = refused(Errors.Transfer_Failed.selector);
                bool delegated = code.length == 23;
                if (equal(rows[i].name, "claimFor") && !delegated) cell = refused(Errors.Claim_NotAllowed.selector);
                this.tryCell(i, cell);
            }
            vm.revertToState(ground);
        }
    }

    // ── Odd policies ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// Whatever a policy does but say yes, nothing moves; and everything else goes on as if it were not there.
    function test_PoliciesThatDoNotSayYes() public {
        prepare(true);
        for (uint256 mood = uint256(Mood.No); mood <= uint256(Mood.Entering); ++mood) {
            moody.turn(Mood(mood));
            moody.plan(address(tributary), abi.encodeCall(tributary.setClaimableByOthers, (true)));
            column = string.concat("mood ", vm.toString(mood));
            noneMoves();
        }
        vm.etch(address(moody), "");
        column = "policy gone";
        noneMoves();
    }

    function noneMoves() private {
        Cell memory no = refused(Errors.Shares_PolicyRefused.selector);
        for (uint256 i; i < rows.length; ++i) this.tryCell(i, rows[i].traits & MOVES == 0 ? same() : no);
    }

    // ── Odd money and callers ────────────────────────────────────────────────────────────────────────────────────────

    function test_MoneyNobodyAskedFor() public {
        for (uint256 world; world < 2; ++world) {
            prepare(world == 0);
            column = "forced";
            vm.deal(address(tributary), address(tributary).balance + 5 ether);
            token.mint(address(tributary), 5 ether);
            surplusBefore += 5 ether * 1e16;
            assertEq(surplus(), surplusBefore);
            for (uint256 i; i < rows.length; ++i) this.tryForced(i);
            vm.revertToState(ground);
        }
    }

    function tryForced(uint256 i) external {
        uint256 snapshot = vm.snapshotState();
        judge(i, run(i), exact());
        assertEq(books(), sameBooks[i], rows[i].name);
        vm.revertToState(snapshot);
    }

    /// Coins sent along where none belong: to functions that take none, and to works in tokens.
    function test_CoinsNobodyAskedFor() public {
        prepare(false);
        column = "coins";
        for (uint256 i; i < rows.length; ++i) {
            rows[i].value = 1;
            vm.deal(rows[i].caller, 1 ether);
            bool pays = rows[i].traits & TAKES != 0 && !equal(rows[i].name, "permitAndCall");
            this.tryCell(i, refused(pays ? Errors.Payment_ValueMismatch.selector : bytes4(0)));
        }
    }

    /// Somebody else makes the call: he is refused, or nobody loses by it.
    function test_Strangers() public {
        for (uint256 world; world < 2; ++world) {
            prepare(world == 0);
            column = "stranger";
            vm.deal(mallory, 100 ether);
            token.mint(mallory, 100 ether);
            vm.prank(mallory);
            token.approve(address(tributary), type(uint256).max);
            for (uint256 i; i < rows.length; ++i) this.tryStranger(i);
            vm.revertToState(ground);
        }
    }

    function tryStranger(uint256 i) external {
        uint256 snapshot = vm.snapshotState();
        rows[i].caller = mallory;
        (int256[9] memory money, uint256[9] memory shares) = wealths();
        Result memory r = run(i);
        if (rows[i].toOthers != 0) judge(i, r, refused(rows[i].toOthers));
        else assertTrue(r.done, rows[i].name);
        (int256[9] memory moneyAfter, uint256[9] memory sharesAfter) = wealths();
        for (uint256 j; j < 9; ++j) {
            assertGe(moneyAfter[j], money[j], rows[i].name);
            assertGe(sharesAfter[j] + sold(i, j), shares[j], rows[i].name);
        }
        vm.revertToState(snapshot);
    }

    /// Sam, fourth of all, has listed shares for anybody to buy.
    function sold(uint256 i, uint256 who) private view returns (uint256) {
        return who == 4 && equal(rows[i].name, "buy") ? ONE : 0;
    }

    function wealths() private view returns (int256[9] memory money, uint256[9] memory shares) {
        for (uint256 i; i < 9; ++i) (money[i], shares[i]) = wealth(everybody()[i]);
    }

    function test_WorksThatDoNotExist() public {
        prepare(true);
        column = "missing";
        fill(997, 998, 999);
        for (uint256 i; i < rows.length; ++i) this.tryMissing(i);
    }

    function tryMissing(uint256 i) external {
        uint256 snapshot = vm.snapshotState();
        bytes4 reason = rows[i].ofMissing;
        Result memory r = run(i);
        if (reason != 0) judge(i, r, refused(reason));
        else assertTrue(r.done, rows[i].name);
        if (isAboutWorksOnly(rows[i].name)) assertEq(books(), booksBefore, rows[i].name);
        vm.revertToState(snapshot);
    }

    function isAboutWorksOnly(string memory name) private pure returns (bool) {
        return equal(name, "claim") || equal(name, "claimFor");
    }

    /// A thousand events more on the works' chains make nothing dearer for anybody.
    function test_LedgerSpam() public {
        prepare(true);
        column = "spam";
        for (uint256 i; i < 1_000; ++i) pay(tip(i % 2 == 0 ? main : parent, 1));
        for (uint256 i; i < rows.length; ++i) costsNoMoreThan(i, 0);
    }

    /// Flows of dust that ended one after another, on the work and so on its ancestor: only what settles them gets dearer,
    /// and once anybody has called `accrue`, nothing.
    function test_DropBombs() public {
        prepare(true);
        column = "bomb";
        vm.warp(birth + 1 hours);
        for (uint256 i; i < DROPS; ++i) {
            hoax(address(uint160(0xb0b0b0 + i)), 1 ether);
            tributary.openFlow{value: 1 ether}(main, 10_000, uint40(birth + (i + 2) * 1 hours), 1 ether);
        }
        vm.warp(birth + 2 days);
        surplusBefore = surplus();
        for (uint256 i; i < rows.length; ++i) {
            bool settles = rows[i].traits & MOVES != 0 || equal(rows[i].name, "claim");
            settles = settles || equal(rows[i].name, "claimFor") || equal(rows[i].name, ".claim");
            costsNoMoreThan(i, settles ? 2 * DROPS * 8_000 : 0);
        }
        assertTrue(tributary.accrue(main, DROPS + 2));
        assertTrue(tributary.accrue(parent, DROPS + 2));
        for (uint256 i; i < rows.length; ++i) costsNoMoreThan(i, 0);
    }

    /// Than when nothing was odd, but for a twentieth.
    function costsNoMoreThan(uint256 i, uint256 more) private {
        (, , uint256 gasUsed) = this.learn(i);
        assertLt(gasUsed, (sameGas[i] * 105) / 100 + 5_000 + more, string.concat(column, ": ", rows[i].name));
    }

    // ── Re-entry ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// From every account that is sent coins or asked for its hook, in the middle of every function, into every function.
    function test_AccountsThatReenter() public {
        for (uint256 world; world < 2; ++world) {
            bool native = world == 0;
            prepare(native);
            column = "reentering account";
            bytes memory code = address(new Receiver()).code;
            for (uint256 i; i < 9; ++i) vm.etch(everybody()[i], code);
            vm.prank(ben);
            tributary.setClaimableByOthers(true);
            uint256 coming = ASKS | (native ? SENDS | PASSES | CHANGE : RELEASES);
            for (uint256 j; j < rows.length; ++j) if (isLocked(j)) this.reenterByAccounts(j, coming);
            vm.revertToState(ground);
        }
    }

    function reenterByAccounts(uint256 j, uint256 coming) external {
        for (uint256 k; k < 9; ++k) Receiver(payable(everybody()[k])).plan(rows[j].target, rows[j].call);
        for (uint256 i; i < rows.length; ++i) {
            if (rows[i].traits & coming == 0) continue;
            uint256 snapshot = vm.snapshotState();
            assertTrue(run(i).done, rows[i].name);
            uint256 tries;
            for (uint256 k; k < 9; ++k) {
                Receiver receiver = Receiver(payable(everybody()[k]));
                assertFalse(receiver.errandDone(), rows[j].name);
                if (receiver.errandAnswer().length == 0) continue;
                ++tries;
                assertEq(bytes4(receiver.errandAnswer()), Errors.Lock_Held.selector, rows[j].name);
            }
            assertGt(tries, 0, string.concat("nobody was called: ", rows[i].name));
            if (i == j) assertEq(surplus(), surplusBefore);
            vm.revertToState(snapshot);
        }
    }

    /// From a currency, in the middle of each of its transfers, into every function.
    function test_TokensThatReenter() public {
        prepare(false);
        column = "reentering token";
        token.turn(Odd.Calling);
        for (uint256 j; j < rows.length; ++j) if (isLocked(j)) this.reenterByToken(j);
    }

    function reenterByToken(uint256 j) external {
        token.plan(rows[j].target, rows[j].call);
        for (uint256 i; i < rows.length; ++i) {
            if (rows[i].traits & (TAKES | SENDS | SWEEPS | MOVES) == 0) continue;
            uint256 snapshot = vm.snapshotState();
            Result memory r = run(i);
            assertFalse(token.succeeded(), rows[j].name);
            assertEq(bytes4(token.answer()), Errors.Lock_Held.selector, rows[j].name);
            if (i == j) judge(i, r, same());
            else assertTrue(r.done, rows[i].name);
            vm.revertToState(snapshot);
        }
    }

    /// From a policy, in the middle of every movement; it says yes only if it was locked out.
    function test_PoliciesThatReenter() public {
        prepare(true);
        column = "reentering policy";
        moody.turn(Mood.LockedOut);
        uint256 tries;
        for (uint256 j; j < rows.length; ++j) {
            // It has not the gas to remember more.
            if (isLocked(j) && rows[j].call.length <= 800) tries += this.reenterByPolicy(j);
        }
        assertGt(tries, 200);
    }

    function reenterByPolicy(uint256 j) external returns (uint256 tries) {
        moody.plan(rows[j].target, rows[j].call);
        for (uint256 i; i < rows.length; ++i) {
            if (rows[i].traits & MOVES == 0) continue;
            uint256 snapshot = vm.snapshotState();
            Result memory r = run(i);
            if (i == j) judge(i, r, same());
            else assertTrue(r.done, rows[i].name);
            vm.revertToState(snapshot);
            ++tries;
        }
    }

    /// The share token keeps allowances itself, and looks at balances before it comes to `transferByToken`.
    function isLocked(uint256 i) private view returns (bool) {
        return bytes(rows[i].name)[0] != "." || equal(rows[i].name, ".claim");
    }

    // ── Running and judging ──────────────────────────────────────────────────────────────────────────────────────────

    struct Result {
        bool done;
        bytes answer;
        uint256 gasUsed;
    }

    uint256 private ground;

    /// Builds the world and learns how every row ends in it when nothing is odd.
    function prepare(bool native) private {
        ground = vm.snapshotState();
        build(native);
        fill(main, parent, closed);
        (booksBefore, surplusBefore) = (books(), surplus());
        delete sameBooks;
        delete samePurses;
        delete sameGas;
        for (uint256 i; i < rows.length; ++i) {
            (bytes32 booksAfter, bytes32 pursesAfter, uint256 gasUsed) = this.learn(i);
            sameBooks.push(booksAfter);
            samePurses.push(pursesAfter);
            sameGas.push(gasUsed);
        }
    }

    function learn(uint256 i) external returns (bytes32 booksAfter, bytes32 pursesAfter, uint256 gasUsed) {
        uint256 snapshot = vm.snapshotState();
        Result memory r = run(i);
        assertTrue(r.done, string.concat(rows[i].name, " ", vm.toString(r.answer)));
        assertEq(surplus(), surplusBefore, rows[i].name);
        (booksAfter, pursesAfter, gasUsed) = (books(), purses(), r.gasUsed);
        vm.revertToState(snapshot);
    }

    function run(uint256 i) private returns (Result memory r) {
        Entry memory e = rows[i];
        vm.prank(e.caller);
        r.gasUsed = gasleft();
        (r.done, r.answer) = e.target.call{value: e.value, gas: GAS}(e.call);
        r.gasUsed -= gasleft();
    }

    function judge(uint256 i, Result memory r, Cell memory expected) private view {
        string memory name = string.concat(column, ": ", rows[i].name, " ", vm.toString(r.answer));
        if (expected.end == End.Refused) {
            assertFalse(r.done, name);
            if (expected.reason != ANY) assertEq(bytes4(r.answer), expected.reason, name);
            assertEq(books(), booksBefore, name);
            return;
        }
        assertTrue(r.done, name);
        if (expected.end == End.Solvent) assertGe(surplus(), surplusBefore, name);
        else assertEq(surplus(), surplusBefore, name);
        if (expected.end != End.Same) return;
        assertEq(books(), sameBooks[i], name);
        assertEq(purses(), samePurses[i], name);
    }

    function same() private pure returns (Cell memory) {
        return Cell(End.Same, 0);
    }

    function exact() private pure returns (Cell memory) {
        return Cell(End.Exact, 0);
    }

    function refused(bytes4 reason) private pure returns (Cell memory) {
        return Cell(End.Refused, reason);
    }

    function equal(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
