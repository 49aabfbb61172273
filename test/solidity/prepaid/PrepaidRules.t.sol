// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidInstruments} from "../../../contracts/prepaid/IPrepaidInstruments.sol";
import {Rules, Terms, Trigger} from "../../../contracts/prepaid/IPrepaidTypes.sol";
import {PrepaidRules} from "../../../contracts/prepaid/PrepaidRules.sol";
import {TestBase} from "../support/TestBase.sol";

contract PrepaidRulesTest is TestBase {
    using PrepaidRules for Rules;
    using PrepaidRules for Terms;

    /// Rules as the runner can draw them: it would give an enum any number.
    struct Drawn {
        uint8 trigger;
        uint32 delay;
        bytes32 merchants;
        uint256 categories;
        uint96 cap;
        address returnTo;
        uint16 returnBps;
        bool manual;
        uint96 minPiece;
    }

    // ---- the hash ----

    /// What a call shows is hashed as it stands there, what a split makes anew is hashed in memory: both are the ABI's words.
    function testFuzz_HashOfCalldataIsThatOfMemory(Drawn calldata drawn) external view {
        Rules memory rules = _rulesOf(drawn);
        bytes27 plainly = _isNone(rules) ? bytes27(0) : bytes27(keccak256(abi.encode(rules)));
        vm.assertTrue(this.hash(rules) == plainly, "calldata");
        vm.assertTrue(rules.hashMemory() == plainly, "memory");
    }

    /// Every field counts: rules that differ in one have another hash, and only all zeros have none.
    function testFuzz_EachFieldCounts(Drawn calldata drawn, uint256 field, uint256 other) external view {
        (Rules memory rules, Rules memory changed) = (_rulesOf(drawn), _rulesOf(drawn));
        field = field % 9;
        if (field == 0) changed.trigger = Trigger(other % 3);
        else if (field == 1) changed.delay = uint32(other);
        else if (field == 2) changed.merchants = bytes32(other);
        else if (field == 3) changed.categories = other;
        else if (field == 4) changed.cap = uint96(other);
        else if (field == 5) changed.returnTo = address(uint160(other));
        else if (field == 6) changed.returnBps = uint16(other);
        else if (field == 7) changed.manual = !changed.manual;
        else changed.minPiece = uint96(other);
        bool same = keccak256(abi.encode(rules)) == keccak256(abi.encode(changed));
        vm.assertTrue((this.hash(rules) == this.hash(changed)) == same, "other rules have the same hash");
    }

    function test_PlainRulesHaveNoHash() external view {
        Rules memory none;
        vm.assertTrue(this.hash(none) == 0, "calldata");
        vm.assertTrue(none.hashMemory() == 0, "memory");
        none.manual = true;
        vm.assertTrue(this.hash(none) != 0, "rules");
    }

    // ---- shares ----

    /// Of any amount, both parts are all of it; neither falls when the amount rises; and the other party's is within a unit of its exact share.
    function testFuzz_SharesAddUp(uint16 bps, uint96 amount, uint96 more) external view {
        Rules memory rules;
        rules.returnBps = uint16(_bound(bps, 0, 10_000));
        uint256 share = this.otherShare(rules, amount);
        vm.assertLe(share, amount, "the other party has more than all");
        vm.assertLe(share * 10_000, uint256(amount) * rules.returnBps, "rounded up");
        vm.assertLt(uint256(amount) * rules.returnBps, (share + 1) * 10_000, "a unit is missing");
        uint256 larger = uint256(amount) + more;
        uint256 largerShare = this.otherShare(rules, larger);
        vm.assertLe(share, largerShare, "the other party's part falls");
        vm.assertLe(amount - share, larger - largerShare, "the purchaser's part falls");
    }

    /// Two pieces give the other party a unit less than the whole, at most, and never more.
    function testFuzz_PiecesMoveAUnit(uint16 bps, uint96 first, uint96 second) external view {
        Rules memory rules;
        rules.returnBps = uint16(_bound(bps, 0, 10_000));
        uint256 pieces = this.otherShare(rules, first) + this.otherShare(rules, second);
        uint256 whole = this.otherShare(rules, uint256(first) + second);
        vm.assertLe(pieces, whole, "pieces give more");
        vm.assertLe(whole, pieces + 1, "pieces move more than a unit");
    }

    // ---- merchants ----

    /// In a list of two, exactly those pass who are in it with their category, if that is accepted.
    function testFuzz_OnlyTheListPasses(
        address listed,
        uint8 category,
        address shown,
        uint8 shownAs,
        bytes32 neighbour,
        uint256 categories
    ) external view {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(listed, category))));
        Terms memory terms;
        terms.category = shownAs;
        terms.proof = new bytes32[](1);
        terms.proof[0] = neighbour;
        terms.rules.categories = categories;
        terms.rules.merchants =
            leaf < neighbour ? keccak256(bytes.concat(leaf, neighbour)) : keccak256(bytes.concat(neighbour, leaf));
        _checkPasses(terms, listed, category == shownAs);
        _checkPasses(terms, shown, shown == listed && category == shownAs);
        terms.category = category;
        _checkPasses(terms, listed, true);
    }

    function _checkPasses(Terms memory terms, address merchant, bool listed) private view {
        uint256 accepted = terms.rules.categories;
        bool passes = listed && (accepted == 0 || accepted & (1 << terms.category) != 0);
        try this.checkMerchant(terms, 7, merchant) {
            vm.assertTrue(passes, "somebody else passes");
        } catch (bytes memory reason) {
            vm.assertTrue(!passes, "somebody of the list is refused");
            bytes memory refused = abi.encodeWithSelector(
                IPrepaidInstruments.PrepaidMerchantRefused.selector,
                7,
                merchant,
                terms.category
            );
            vm.assertTrue(keccak256(reason) == keccak256(refused), "refused for another reason");
        }
    }

    // ---- what the library wants in calldata ----

    function hash(Rules calldata rules) external pure returns (bytes27) {
        return rules.hash();
    }

    function otherShare(Rules calldata rules, uint256 amount) external pure returns (uint256) {
        return rules.otherShare(amount);
    }

    function checkMerchant(Terms calldata terms, uint256 id, address merchant) external pure {
        terms.checkMerchant(id, merchant);
    }

    function _rulesOf(Drawn calldata drawn) private pure returns (Rules memory) {
        return
            Rules({
                trigger: Trigger(drawn.trigger % 3),
                delay: drawn.delay,
                merchants: drawn.merchants,
                categories: drawn.categories,
                cap: drawn.cap,
                returnTo: drawn.returnTo,
                returnBps: drawn.returnBps,
                manual: drawn.manual,
                minPiece: drawn.minPiece
            });
    }

    function _isNone(Rules memory rules) private pure returns (bool) {
        Rules memory none;
        return keccak256(abi.encode(rules)) == keccak256(abi.encode(none));
    }
}
