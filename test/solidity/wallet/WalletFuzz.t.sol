// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DeadMansSwitch} from "../../../contracts/wallet/DeadMansSwitch.sol";
import {DeadMansSwitchCourseDesk} from "../../../contracts/wallet/DeadMansSwitchCourseDesk.sol";
import {DeadMansSwitchPlanDesk} from "../../../contracts/wallet/DeadMansSwitchPlanDesk.sol";
import {IPlanExecutor} from "../../../contracts/wallet/IPlanExecutor.sol";
import {Asset, AssetKind, Guardians, Plan, Recipient, Status, Tier} from "../../../contracts/wallet/IWalletTypes.sol";
import {TypedPlan} from "../../../contracts/wallet/TypedPlan.sol";
import {WalletPlan} from "../../../contracts/wallet/WalletPlan.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {StagedLife} from "../../../contracts/mocks/StagedLife.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice What a plan's text says by itself, and what becomes of an amount and of a second, for any of them.
contract WalletFuzz is TestBase {
    uint256 private constant START = 1_893_974_400;
    address private constant OWNER = address(0xA001);

    DeadMansSwitch private _registry;
    IPlanExecutor private _executor;
    StagedLife private _life;
    MockERC20 private _dollar;

    function setUp() external {
        vm.warp(START);
        _registry = new DeadMansSwitch(address(new DeadMansSwitchPlanDesk()), address(new DeadMansSwitchCourseDesk()));
        _executor = IPlanExecutor(_registry.EXECUTOR());
        _life = new StagedLife();
        _dollar = new MockERC20("Dollar", "USD", 6);
        vm.prank(OWNER);
        _dollar.approve(address(_executor), type(uint256).max);
    }

    // ---- hash ----

    /// What is signed is EIP-712's hash, word by word as the standard says.
    function testFuzz_StructHashIsTheStandards(uint256 seed) external view {
        Plan memory plan = _drawn(seed);
        vm.assertTrue(this.structHash(plan) == _naiveHash(plan), "another hash");
    }

    /// The text of an event, and the hash that is computed with it, are those of the plan alone.
    function testFuzz_EncodingIsThePlans(uint256 seed, uint256 word) external view {
        Plan memory plan = _drawn(seed);
        (bytes memory data, bytes32 planHash) = this.encode(word, plan);
        vm.assertTrue(planHash == keccak256(abi.encode(plan)) && planHash == this.hash(plan), "another hash");
        vm.assertTrue(keccak256(data) == keccak256(abi.encode(word, plan)), "another text");
    }

    /// No word of a plan is left out of its hashes, nor two lists taken for one.
    function testFuzz_HashKnowsEveryWord(uint256 seed, uint256 which, uint256 by) external view {
        Plan memory plan = _drawn(seed);
        (bytes32 before, bytes32 shown) = (this.hash(plan), this.structHash(plan));
        bytes memory text = abi.encode(plan);
        _change(plan, which % 26, by);
        bool same = keccak256(text) == keccak256(abi.encode(plan));
        vm.assertTrue((this.hash(plan) == before) == same, "another plan has the same hash");
        vm.assertTrue((this.structHash(plan) == shown) == same, "another plan is shown with the same hash");
    }

    function hash(Plan calldata plan) external pure returns (bytes32) {
        return WalletPlan.hash(plan);
    }

    function encode(uint256 word, Plan calldata plan) external pure returns (bytes memory data, bytes32 planHash) {
        return WalletPlan.encode(word, plan);
    }

    function structHash(Plan calldata plan) external pure returns (bytes32) {
        return TypedPlan.structHash(plan);
    }

    /// Words of a plan moved by one bit each; lists made longer or shorter.
    function _change(Plan memory plan, uint256 which, uint256 by) private pure {
        by = 1 << (by % 32);
        Asset memory asset = plan.assets.length == 0 ? Asset(AssetKind.NATIVE, address(0), 0, 0) : plan.assets[0];
        Tier memory tier = plan.tiers[0];
        if (which == 0) plan.account = address(uint160(plan.account) ^ uint160(by));
        else if (which == 1) plan.source = address(uint160(plan.source) ^ uint160(by));
        else if (which == 2) plan.period ^= uint32(by);
        else if (which == 3) plan.grace ^= uint32(by);
        else if (which == 4) plan.changeDelay ^= uint32(by);
        else if (which == 5) plan.requestPeriod ^= uint32(by);
        else if (which == 6) plan.bond ^= uint96(by);
        else if (which == 7) plan.bounty ^= uint96(by);
        else if (which == 8) plan.feed = address(uint160(plan.feed) ^ uint160(by));
        else if (which == 9) plan.fallbackRecipient = address(uint160(plan.fallbackRecipient) ^ uint160(by));
        else if (which == 10) plan.everything = !plan.everything;
        else if (which == 11) asset.token = address(uint160(asset.token) ^ uint160(by));
        else if (which == 12) asset.id ^= by;
        else if (which == 13) asset.heir ^= uint8(by);
        else if (which == 14) asset.kind = AssetKind((uint256(asset.kind) + by) % 4);
        else if (which == 15) plan.assets = new Asset[](plan.assets.length + 1);
        else if (which == 16) plan.tiers = new Tier[](plan.tiers.length + 1);
        else if (which == 17) tier.delay ^= uint32(by);
        else if (which == 18) tier.window ^= uint32(by);
        else if (which == 19) tier.recipients[0].who ^= bytes32(by);
        else if (which == 20) tier.recipients[0].share ^= uint16(by);
        else if (which == 21) tier.recipients = new Recipient[](tier.recipients.length + 1);
        else if (which == 22) plan.guardians.keys = new bytes[](plan.guardians.keys.length + 1);
        else if (which == 23) plan.guardians.threshold ^= uint8(by);
        else if (which == 24) plan.guardians.pauseFor ^= uint32(by);
        else plan.guardians.confirm = !plan.guardians.confirm;
    }

    function _drawn(uint256 seed) private pure returns (Plan memory plan) {
        plan.account = address(uint160(_word(seed, 0)));
        plan.source = address(uint160(_word(seed, 1)));
        (plan.period, plan.grace) = (uint32(_word(seed, 2)), uint32(_word(seed, 3)));
        (plan.changeDelay, plan.requestPeriod) = (uint32(_word(seed, 4)), uint32(_word(seed, 5)));
        (plan.bond, plan.bounty) = (uint96(_word(seed, 6)), uint96(_word(seed, 7)));
        (plan.feed, plan.fallbackRecipient) = (address(uint160(_word(seed, 8))), address(uint160(_word(seed, 9))));
        plan.everything = _word(seed, 10) % 2 == 0;
        plan.assets = new Asset[](_word(seed, 11) % 4);
        for (uint256 i = 0; i < plan.assets.length; ++i) {
            uint256 word = _word(seed, 20 + i);
            plan.assets[i] = Asset(AssetKind(word % 4), address(uint160(word >> 8)), word >> 3, uint8(word >> 200));
        }
        plan.tiers = new Tier[](1 + (_word(seed, 12) % 3));
        for (uint256 i = 0; i < plan.tiers.length; ++i) {
            uint256 word = _word(seed, 30 + i);
            plan.tiers[i].delay = uint32(word);
            plan.tiers[i].window = uint32(word >> 32);
            plan.tiers[i].recipients = new Recipient[](1 + ((word >> 64) % 3));
            for (uint256 j = 0; j < plan.tiers[i].recipients.length; ++j) {
                plan.tiers[i].recipients[j] = Recipient(bytes32(_word(word, j)), uint16(word >> 128));
            }
        }
        plan.guardians.keys = new bytes[](_word(seed, 13) % 3);
        for (uint256 i = 0; i < plan.guardians.keys.length; ++i) {
            plan.guardians.keys[i] = new bytes(_word(seed, 40 + i) % 70);
        }
        plan.guardians.threshold = uint8(_word(seed, 14));
        plan.guardians.confirm = _word(seed, 15) % 2 == 0;
        plan.guardians.pauseFor = uint32(_word(seed, 16));
        plan.guardians.pauses = uint8(_word(seed, 17));
    }

    function _word(uint256 seed, uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, number)));
    }

    function _naiveHash(Plan memory plan) private pure returns (bytes32) {
        string memory asset = "Asset(uint8 kind,address token,uint256 id,uint8 heir)";
        string memory guardians = "Guardians(bytes[] keys,uint8 threshold,bool confirm,uint32 pauseFor,uint8 pauses)";
        string memory recipient = "Recipient(bytes32 who,uint16 share)";
        string memory tier = "Tier(uint32 delay,uint32 window,Recipient[] recipients)";
        string memory own =
            "Plan(address account,address source,uint32 period,uint32 grace,uint32 changeDelay,uint32 requestPeriod,uint96 bond,uint96 bounty,address feed,address fallbackRecipient,bool everything,Asset[] assets,Tier[] tiers,Guardians guardians)";
        bytes memory words = abi.encodePacked(
            keccak256(abi.encodePacked(own, asset, guardians, recipient, tier)),
            uint256(uint160(plan.account)),
            uint256(uint160(plan.source)),
            uint256(plan.period),
            uint256(plan.grace),
            uint256(plan.changeDelay),
            uint256(plan.requestPeriod),
            uint256(plan.bond),
            uint256(plan.bounty)
        );
        words = abi.encodePacked(
            words,
            uint256(uint160(plan.feed)),
            uint256(uint160(plan.fallbackRecipient)),
            uint256(plan.everything ? 1 : 0),
            _naiveAssets(plan.assets, keccak256(bytes(asset))),
            _naiveTiers(plan.tiers, keccak256(bytes(recipient)), keccak256(abi.encodePacked(tier, recipient)))
        );
        return keccak256(abi.encodePacked(words, _naiveGuardians(plan.guardians, keccak256(bytes(guardians)))));
    }

    function _naiveAssets(Asset[] memory assets, bytes32 kind) private pure returns (bytes32) {
        bytes memory all;
        for (uint256 i = 0; i < assets.length; ++i) {
            bytes memory one = abi.encodePacked(kind, uint256(assets[i].kind), uint256(uint160(assets[i].token)));
            all = abi.encodePacked(all, keccak256(abi.encodePacked(one, assets[i].id, uint256(assets[i].heir))));
        }
        return keccak256(all);
    }

    function _naiveTiers(Tier[] memory tiers, bytes32 inner, bytes32 kind) private pure returns (bytes32) {
        bytes memory all;
        for (uint256 i = 0; i < tiers.length; ++i) {
            bytes memory people;
            for (uint256 j = 0; j < tiers[i].recipients.length; ++j) {
                Recipient memory one = tiers[i].recipients[j];
                people = abi.encodePacked(people, keccak256(abi.encodePacked(inner, one.who, uint256(one.share))));
            }
            bytes memory words = abi.encodePacked(kind, uint256(tiers[i].delay), uint256(tiers[i].window));
            all = abi.encodePacked(all, keccak256(abi.encodePacked(words, keccak256(people))));
        }
        return keccak256(all);
    }

    function _naiveGuardians(Guardians memory guardians, bytes32 kind) private pure returns (bytes32) {
        bytes memory keys;
        for (uint256 i = 0; i < guardians.keys.length; ++i) {
            keys = abi.encodePacked(keys, keccak256(guardians.keys[i]));
        }
        return
            keccak256(
                abi.encodePacked(
                    kind,
                    keccak256(keys),
                    uint256(guardians.threshold),
                    uint256(guardians.confirm ? 1 : 0),
                    uint256(guardians.pauseFor),
                    uint256(guardians.pauses)
                )
            );
    }

    // ---- shares ----

    /// Law 3: of any amount and any shares, all is moved; nobody but the first has a unit more than his share, and nobody lacks one.
    function testFuzz_SharesAreTheWhole(uint256 amount, uint256 seed) external {
        amount = _bound(amount, 1, type(uint256).max);
        Plan memory plan = _planOf(seed);
        _dollar.mint(OWNER, amount);
        _execute(plan);
        Recipient[] memory recipients = plan.tiers[0].recipients;
        uint256 sum = 0;
        for (uint256 i = 0; i < recipients.length; ++i) {
            uint256 got = _dollar.balanceOf(address(uint160(uint256(recipients[i].who))));
            sum += got;
            // Units of a ten-thousandth, and what is left over of them, so that no product is too large.
            uint256 share =
                (amount / 10_000) * recipients[i].share + ((amount % 10_000) * recipients[i].share) / 10_000;
            if (i != 0) vm.assertEq(got, share, "law 3: a share");
            else vm.assertLe(got - share, recipients.length - 1, "law 3: what is left over");
        }
        vm.assertEq(sum, amount, "law 3: the shares are not the whole");
        vm.assertEq(_dollar.balanceOf(OWNER), 0, "law 3: something remains");
    }

    // ---- tiers ----

    /// However late the trigger comes: no tier opens before its delay, before the end of grace or before the one ahead has had its whole window; as time goes on, the tier that
    /// receives only rises; there is always one; and by request the schedule is the same, counted from the end of grace.
    function testFuzz_TiersOpenInOrder(uint256 seed, uint32 late, bool asked) external {
        Plan memory plan = _planOf(seed);
        _register(plan);
        uint256 triggeredAt = START + (asked ? 2 days : plan.period + (uint256(late) % 400 days));
        if (asked) {
            vm.warp(START + 1 days);
            vm.prank(address(uint160(uint256(plan.tiers[0].recipients[0].who))));
            _registry.request(plan, 0, 0, 0, "");
        }
        vm.warp(triggeredAt);
        _registry.trigger(plan, "");
        uint256 graceEnd = triggeredAt + plan.grace;
        uint256 last = plan.tiers.length - 1;
        uint256 end = graceEnd;
        for (uint256 i = 0; i <= last; ++i) {
            // The moment before the tier ahead closes is still that one's.
            if (i != 0) {
                vm.warp(end - 1);
                vm.assertEq(_registry.statusOf(plan).tier, i - 1, "the tier ahead lost a second");
            }
            vm.warp(end);
            Status memory status = _registry.statusOf(plan);
            vm.assertEq(status.tier, i, "another tier");
            vm.assertLe(end, status.opensAt, "a tier opens before the one ahead has closed");
            vm.assertLe(graceEnd, status.opensAt, "law 1: a tier opens in the grace period");
            uint256 delayed =
                asked ? graceEnd + plan.tiers[i].delay - plan.tiers[0].delay : START + plan.tiers[i].delay;
            vm.assertLe(delayed, status.opensAt, "law 1: a tier opens before its delay");
            vm.assertTrue(status.opensAt == end || status.opensAt == delayed, "a tier opens late");
            vm.assertTrue(status.accepted == (i == last), "who waits for an acceptance");
            uint256 closes = i == last ? type(uint48).max : uint256(status.opensAt) + plan.tiers[i].window;
            vm.assertEq(status.closesAt, closes, "a window");
            end = closes;
        }
    }

    // ---- internals ----

    /// One to three tiers of one to four people, with any shares that are a whole.
    function _planOf(uint256 seed) private view returns (Plan memory plan) {
        plan.account = OWNER;
        plan.source = address(_life);
        (plan.period, plan.grace) = (
            uint32(1 days + (_word(seed, 0) % 400 days)),
            uint32(1 hours + (_word(seed, 1) % 30 days))
        );
        plan.requestPeriod = 1 days;
        if (plan.period < 3 days) plan.period = 3 days;
        plan.assets = new Asset[](1);
        plan.assets[0] = Asset(AssetKind.ERC20, address(_dollar), 0, 255);
        plan.tiers = new Tier[](1 + (_word(seed, 2) % 3));
        uint32 delay = 0;
        for (uint256 i = 0; i < plan.tiers.length; ++i) {
            uint256 word = _word(seed, 10 + i);
            delay += uint32(word % 300 days);
            plan.tiers[i].delay = delay;
            if (i + 1 != plan.tiers.length) plan.tiers[i].window = uint32(1 + ((word >> 32) % 100 days));
            plan.tiers[i].recipients = _people(word >> 64);
        }
    }

    function _people(uint256 seed) private pure returns (Recipient[] memory people) {
        people = new Recipient[](1 + (seed % 4));
        uint256 left = 10_000;
        for (uint256 i = people.length - 1; i != 0; --i) {
            uint256 share = 1 + (_word(seed, i) % (left - i));
            people[i] = Recipient(bytes32(uint256(0xB000 + i)), uint16(share));
            left -= share;
        }
        people[0] = Recipient(bytes32(uint256(0xB000)), uint16(left));
    }

    function _register(Plan memory plan) private {
        vm.prank(OWNER);
        _registry.register(plan);
    }

    /// After all windows have passed, the last tier receives; the first is the only one where there is no other.
    function _execute(Plan memory plan) private {
        Tier[] memory one = new Tier[](1);
        one[0] = plan.tiers[0];
        one[0].window = 0;
        plan.tiers = one;
        _register(plan);
        vm.warp(block.timestamp + plan.period);
        _registry.trigger(plan, "");
        uint256 opens = START + one[0].delay;
        vm.warp(block.timestamp + plan.grace > opens ? block.timestamp + plan.grace : opens);
        _executor.execute(plan, new uint256[](1), new Asset[](0), "");
    }
}
