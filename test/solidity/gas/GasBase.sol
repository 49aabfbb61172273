// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {FixedPriceBacking} from "../../../contracts/timeframe/FixedPriceBacking.sol";
import {GroupTerms, ITimeframeToken, TokenTerms} from "../../../contracts/timeframe/ITimeframeToken.sol";
import {TimeframeGroups} from "../../../contracts/timeframe/TimeframeGroups.sol";
import {VM} from "./GasVm.sol";

/// @title GasBase
/// @notice A programme with two members and a provider. Each snapshot is of one call whose accounts and slots are all cold, as they are
/// at the start of a transaction; the transaction's own 21,000 and its calldata are not in it.
abstract contract GasBase {
    uint48 internal constant START = 1_893_974_400;
    uint48 internal constant WEEK = 7 days;
    uint112 internal constant NO_CAP = type(uint112).max;
    uint32 internal constant NO_END = type(uint32).max;
    uint112 internal constant QUOTA = 1000;

    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant SHOP = address(0x5409);

    TimeframeGroups internal groups;
    FixedPriceBacking internal backing;
    MockERC20 internal asset;

    function setUpSystem() internal {
        VM.warp(START);
        groups = new TimeframeGroups();
        asset = new MockERC20("Money", "MON", 6);
        backing = new FixedPriceBacking(asset, address(this));
    }

    /// A token's terms: closed, backed, in weeks or in calendar months.
    function termsOf(Rhythm rhythm) internal view returns (TokenTerms memory) {
        bool fixedFrames = rhythm == Rhythm.FIXED;
        return
            TokenTerms({
                name: "Meals",
                symbol: "MEAL",
                decimals: 0,
                rhythm: rhythm,
                anchor: fixedFrames ? START : 0,
                frameLength: fixedFrames ? WEEK : 0,
                open: false,
                administrator: address(this),
                backing: address(backing)
            });
    }

    function groupTerms(uint112 receiveCap) internal pure returns (GroupTerms memory) {
        return GroupTerms({onRequest: false, soulbound: false, quota: QUOTA, receiveCap: receiveCap, budget: 0});
    }

    /// Opens the group and the pool, and lets Alice, Bob and the shop in. Both members have been touched in the first frame.
    function populate(ITimeframeToken token, GroupTerms memory terms) internal {
        groups.openGroup(address(token), terms, "", 0);
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (ALICE, BOB);
        groups.addMembers(address(token), 1, accounts, NO_END);
        accounts = new address[](1);
        accounts[0] = SHOP;
        groups.admitProviders(address(token), accounts);

        backing.openPool(address(token), 1_500_000, 0);
        asset.mint(address(this), 1e12);
        asset.approve(address(backing), 1e12);
        backing.fund(address(token), 1e12);
    }

    /// Makes the next call the first of a transaction, as far as its prices go.
    function cool(ITimeframeToken token) internal {
        VM.cool(address(token));
        VM.cool(address(groups));
        VM.cool(address(backing));
    }

    /// The first seconds of a frame in which nobody has been touched yet.
    function turn(ITimeframeToken token) internal {
        VM.warp(token.nextRefreshAt());
    }

    // ---- the operations that every layout has ----

    function snapTransfers(ITimeframeToken token) internal {
        turn(token);
        cool(token);
        VM.prank(ALICE);
        token.transfer(BOB, 10);
        VM.snapshotGasLastCall("transfer, first touch of both");

        cool(token);
        VM.prank(ALICE);
        token.transfer(BOB, 10);
        VM.snapshotGasLastCall("transfer, both known");

        uint256 frame = token.currentEpoch();
        cool(token);
        VM.prank(ALICE);
        token.transferAtEpoch(frame, BOB, 10);
        VM.snapshotGasLastCall("transferAtEpoch, both known");

        VM.prank(ALICE);
        token.approve(address(this), 1000);
        cool(token);
        token.transferFrom(ALICE, BOB, 10);
        VM.snapshotGasLastCall("transferFrom, both known");
    }

    function snapSpends(ITimeframeToken token) internal {
        turn(token);
        cool(token);
        VM.prank(ALICE);
        token.spend(SHOP, 10, 0);
        VM.snapshotGasLastCall("spend, first ever");

        cool(token);
        VM.prank(ALICE);
        token.spend(SHOP, 10, 0);
        VM.snapshotGasLastCall("spend, later");
    }

    function snapViews(ITimeframeToken token) internal {
        turn(token);
        cool(token);
        token.balanceOf(ALICE);
        VM.snapshotGasLastCall("balanceOf, not yet touched");

        cool(token);
        token.totalSupply();
        VM.snapshotGasLastCall("totalSupply");
    }

    function snapMembers(ITimeframeToken token) internal {
        address[] memory accounts = new address[](1);
        accounts[0] = address(0xCAFE);
        cool(token);
        groups.addMembers(address(token), 1, accounts, NO_END);
        VM.snapshotGasLastCall("addMembers, one");

        cool(token);
        groups.removeMembers(address(token), accounts);
        VM.snapshotGasLastCall("removeMembers, one");
    }

    function snapSize(ITimeframeToken token) internal {
        VM.snapshotValue("runtime bytes", address(token).code.length);
    }
}
